// Sets up vue-i18n for both apps: Chinese first, English beside it, no code generation at run time (the security
// policy forbids it). A key missing in one language is a test failure, not a blank on the screen.
import { createI18n } from 'vue-i18n'

export type Locale = 'zh' | 'en'

/** A tree of texts; leaves are messages in vue-i18n's format. */
export interface Words {
  [key: string]: string | Words
}

/** The i18n plugin for an app, from its Chinese and English words. */
export function createWords(zh: Words, en: Words, locale: Locale = 'zh') {
  return createI18n({
    legacy: false,
    locale,
    fallbackLocale: 'zh',
    messages: { zh, en },
    missingWarn: false,
    fallbackWarn: false,
  })
}

/** Every leaf of a tree as a dotted key, sorted. */
export function keysOf(words: Words, prefix = ''): string[] {
  return Object.keys(words)
    .flatMap((key) => {
      const inner = words[key]
      return typeof inner === 'object' ? keysOf(inner, `${prefix}${key}.`) : [`${prefix}${key}`]
    })
    .sort()
}
