import { keysOf } from '@zoufang/shared/i18n/words'
import { expect, it } from 'vitest'
import en from './en'
import zh from './zh'

it('says everything in both languages', () => {
  expect(keysOf(en)).toEqual(keysOf(zh))
})
