// How failures and short news reach a person: a sentence in a dialog that must be acknowledged, or a passing line.
import { errorText } from '@zoufang/shared/errors'
import { showDialog, showToast } from 'vant'
import { speaks, t } from '../core/words'

export function useAlerts() {
  function textOf(thrown: unknown): string {
    return errorText(thrown, speaks.value)
  }

  function failed(thrown: unknown): void {
    void showDialog({ message: textOf(thrown), confirmButtonText: t('common.understood') })
  }

  function told(text: string): void {
    showToast({ message: text, duration: 2500, position: 'bottom' })
  }

  return { textOf, failed, told }
}
