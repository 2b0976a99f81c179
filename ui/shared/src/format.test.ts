import { expect, it } from 'vitest'
import { bytes, day, instantNow, moment, yuan } from './format'

it('writes fen as yuan without rounding', () => {
  expect(yuan(700000)).toBe('7,000')
  expect(yuan(123450)).toBe('1,234.5')
  expect(yuan(5)).toBe('0.05')
  expect(yuan(-123456789)).toBe('−1,234,567.89')
})

it('writes this moment in the time of Shanghai, whatever the phone is set to', () => {
  expect(instantNow(Date.UTC(2022, 4, 11, 23, 30))).toBe('2022-05-12T07:30:00+08:00')
})

it('says days as people say them', () => {
  expect(day('2022-05-12', 'zh', 2022)).toBe('5月12日')
  expect(day('2021-05-12', 'zh', 2022)).toBe('2021年5月12日')
  expect(day('2022-05-12', 'en', 2022)).toBe('12 May')
  expect(moment('2022-05-12T09:30:00+08:00', 'zh', 2022)).toBe('5月12日 09:30')
})

it('says sizes shortly', () => {
  expect(bytes(12)).toBe('12 B')
  expect(bytes(14_213)).toBe('14.2 kB')
})
