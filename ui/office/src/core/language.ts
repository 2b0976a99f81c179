// Chinese or English, theme and text size of this browser, remembered between visits.
import { applyAppearance, type TextSize, type ThemeChoice } from '@zoufang/shared/appearance'
import type { Locale } from '@zoufang/shared/i18n/words'

interface Looks {
  locale: Locale
  theme: ThemeChoice
  textSize: TextSize
}

const KEY = 'zoufang-office-looks'

export function rememberedLooks(): Looks {
  const looks: Looks = { locale: 'zh', theme: 'light', textSize: 'normal' }
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Looks>
    return { ...looks, ...kept }
  } catch {
    return looks
  }
}

export function rememberLooks(change: Partial<Looks>): Looks {
  const looks = { ...rememberedLooks(), ...change }
  try {
    localStorage.setItem(KEY, JSON.stringify(looks))
  } catch {
    // A browser that keeps nothing still shows the page.
  }
  showLooks(looks)
  return looks
}

export function showLooks(looks: Looks): void {
  document.documentElement.lang = looks.locale === 'zh' ? 'zh-CN' : 'en'
  applyAppearance({ theme: looks.theme, textSize: looks.textSize })
}
