import { expect, it } from 'vitest'
import { createWords, keysOf } from './words'

it('lists every text by its dotted key', () => {
  expect(keysOf({ save: '保存', visit: { next: '下一户' } })).toEqual(['save', 'visit.next'])
})

it('speaks Chinese unless asked for English', () => {
  const words = { zh: { saved: '已存本机 {count} 户' }, en: { saved: '{count} kept on this phone' } }
  expect(createWords(words.zh, words.en).global.t('saved', { count: 3 })).toBe('已存本机 3 户')
  expect(createWords(words.zh, words.en, 'en').global.t('saved', { count: 3 })).toBe('3 kept on this phone')
})
