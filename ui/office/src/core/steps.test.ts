import { expect, it } from 'vitest'
import { bodyOf, stepFields } from './steps'

it('leaves out what was not said instead of sending empty words', () => {
  const filled = { progress: '已通水', completed_on: '2022-05-18', approval: '', evidence_count: '' }
  expect(bodyOf('submit', filled)).toEqual({
    kind: 'submit',
    progress: '已通水',
    completed_on: '2022-05-18',
    evidence: { note: '', count: 0 },
  })
  expect(bodyOf('close', { asked_how: 'call', asked_on: '' })).toEqual({ kind: 'close', note: '' })
  expect(bodyOf('close', { asked_how: 'call', asked_on: '2022-05-18' })).toMatchObject({
    asked: { how: 'call', on: '2022-05-18' },
  })
})

it('sends what the form of each step asks for', () => {
  const filled = { target: 'an-id', reason: '同一水源' }
  expect(bodyOf('merge', filled)).toEqual({ kind: 'merge', ...filled })
  expect(stepFields.merge.map((field) => field.key)).toEqual(Object.keys(filled))
})
