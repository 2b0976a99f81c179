// The app's language plugin, reachable from stores and guards as well as from components.
import { createWords, type Locale } from '@zoufang/shared/i18n/words'
import { computed } from 'vue'
import en from '../i18n/en'
import zh from '../i18n/zh'

export const words = createWords(zh, en)
export const locale = words.global.locale
export const speaks = computed(() => words.global.locale.value as Locale)

export function t(key: string, named: Record<string, unknown> = {}): string {
  return words.global.t(key, named)
}
