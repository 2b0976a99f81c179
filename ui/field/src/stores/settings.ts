// Text size, light or dark, language: kept in the page's own storage because they must hold before unlocking.
import { applyAppearance, type TextSize, type ThemeChoice } from '@zoufang/shared/appearance'
import type { Locale } from '@zoufang/shared/i18n/words'
import { defineStore } from 'pinia'
import { ref, watch } from 'vue'
import { locale as spoken } from '../core/words'

interface Kept {
  textSize: TextSize
  theme: ThemeChoice
  locale: Locale
}

const KEY = 'zoufang.settings'

function kept(): Kept {
  const standard: Kept = { textSize: 'normal', theme: 'system', locale: 'zh' }
  try {
    return { ...standard, ...JSON.parse(localStorage.getItem(KEY) ?? '{}') }
  } catch {
    return standard
  }
}

export const useSettings = defineStore('settings', () => {
  const { textSize: size, theme: look, locale: language } = kept()
  const textSize = ref<TextSize>(size)
  const theme = ref<ThemeChoice>(look)
  const locale = ref<Locale>(language)

  function apply(): void {
    applyAppearance({ theme: theme.value, textSize: textSize.value })
    spoken.value = locale.value
    document.documentElement.lang = locale.value === 'zh' ? 'zh-CN' : 'en'
    localStorage.setItem(
      KEY,
      JSON.stringify({ textSize: textSize.value, theme: theme.value, locale: locale.value }),
    )
  }

  watch([textSize, theme, locale], apply, { immediate: true })
  globalThis.matchMedia?.('(prefers-color-scheme: dark)').addListener(apply)
  return { textSize, theme, locale }
})
