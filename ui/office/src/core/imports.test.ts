import { describe, expect, it } from 'vitest'
import { LISTS, listOf, shownState, toWrite } from './imports'
import type { ImportJob } from './types'

const job = (changed: Partial<ImportJob>): ImportJob => ({
  id: '1',
  who: '信息员',
  at: '2022-05-20T09:00:00+08:00',
  template: 'attachment2',
  file: 'a.xlsx',
  size: 1,
  state: 'ready',
  read: null,
  summary: { rows: 9, new: 2, changed: 1, unchanged: 3, missing: 4, faulty: 1, errors: 2, hints: 0 },
  ...changed,
})

describe('imports', () => {
  it('tells a check under way from one that was cut off', () => {
    expect(shownState(job({ state: 'checking', read: 0 }))).toBe('checking')
    expect(shownState(job({ state: 'checking' }))).toBe('stopped')
    expect(shownState(job({ state: 'ready', read: 12 }))).toBe('checking')
    expect(shownState(job({ state: 'done' }))).toBe('done')
  })

  it('counts what a commit writes', () => {
    expect(toWrite(job({}))).toBe(3)
  })

  it('reads every list where the office has it', () => {
    expect(listOf('errors')).toEqual({ part: 'messages', query: { stops: 'true' } })
    expect(listOf('hints').query).toEqual({ stops: 'false' })
    expect(LISTS.filter((name) => listOf(name).part === 'rows')).toEqual([
      'changed',
      'new',
      'missing',
      'unchanged',
    ])
  })
})
