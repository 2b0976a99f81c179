// How failures and short news reach a person: a sentence in a dialog that must be acknowledged, or a passing line.
import { errorText } from '@zoufang/shared/errors'
import { showDialog } from 'vant'
import { speaks, t } from '../core/words'
import { tell } from './passing'

export function useAlerts() {
  function textOf(thrown: unknown): string {
    return errorText(thrown, speaks.value)
  }

  function failed(thrown: unknown): void {
    void showDialog({ message: textOf(thrown), confirmButtonText: t('common.understood') })
  }

  return { textOf, failed, told: tell }
}
