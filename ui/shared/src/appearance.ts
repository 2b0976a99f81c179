// Theme and text size, set on <html> so that tokens.css, Vant and Element Plus all follow.
// If this is wrong a cadre who needs 特大 text cannot read the questions.

export type Theme = 'light' | 'dark'
export type ThemeChoice = Theme | 'system'
/** 标准, 大 (×1.15), 特大 (×1.3). */
export type TextSize = 'normal' | 'large' | 'largest'

export interface Appearance {
  theme: ThemeChoice
  textSize: TextSize
}

/** The theme to draw now; `system` follows the phone's setting. */
export function themeOf(choice: ThemeChoice, systemIsDark: boolean): Theme {
  if (choice === 'system') return systemIsDark ? 'dark' : 'light'
  return choice
}

/** Draws the whole page in the given appearance. Safe to call again at any time. */
export function applyAppearance(appearance: Appearance, root: HTMLElement = document.documentElement): Theme {
  const systemIsDark = globalThis.matchMedia?.('(prefers-color-scheme: dark)').matches ?? false
  const theme = themeOf(appearance.theme, systemIsDark)
  root.dataset.theme = theme
  root.dataset.text = appearance.textSize
  root.classList.toggle('van-theme-dark', theme === 'dark')
  root.classList.toggle('dark', theme === 'dark')
  return theme
}
