import { describe, expect, it } from 'vitest'
import { keyOf, remarksOf, WHOLE } from './review'
import type { AnswerView } from './types'

const answer = (item: string, member_id: string | null) => ({ item, member_id }) as AnswerView
const focuses = [
  {
    code: 'F1',
    zh: '',
    en: '',
    answers: [answer('F1.01', null), answer('F1.05', 'm1'), answer('F1.05', 'm2')],
  },
]

describe('remarks of a review', () => {
  it('keep apart what is asked about two members', () => {
    expect(keyOf(answer('F1.05', 'm1'))).not.toBe(keyOf(answer('F1.05', 'm2')))
    expect(remarksOf({ 'F1.05|m2': ' 年龄不对 ' }, focuses)).toEqual([
      { item: 'F1.05', member: 'm2', text: '年龄不对' },
    ])
  })

  it('leave out what was not written and put the whole visit first', () => {
    expect(remarksOf({ 'F1.01': '   ', [WHOLE]: '请再上门' }, focuses)).toEqual([{ text: '请再上门' }])
    expect(remarksOf({}, focuses)).toEqual([])
  })
})
