import { expect, it } from 'vitest'
import { errorText } from './errors'

it('says what happened in both languages, with the parameters in place', () => {
  const error = { code: 'wrong_pin', params: { left: '3' }, retryable: false }
  expect(errorText(error, 'zh')).toBe('密码不对，还可以试 3 次。')
  expect(errorText(error, 'en')).toBe('Wrong PIN; 3 tries left.')
})

it('never shows an unknown failure as nothing', () => {
  expect(errorText(new Error('boom'), 'zh')).toContain('boom')
  expect(errorText('text', 'en')).toContain('text')
})
