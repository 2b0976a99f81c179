// The steps of the ledger as forms: which fields each one asks for, and the body that goes to the office.
import type { ConsoleFindingView } from '@zoufang/shared/generated/ConsoleFindingView'
import type { LedgerStep } from '@zoufang/shared/generated/LedgerStep'
import type { Filled, StepField } from './stepForm'

export type StepName = LedgerStep['kind']

const reason: StepField = { key: 'reason', as: 'text', required: true }

export const stepFields: Record<StepName, StepField[]> = {
  plan: [
    { key: 'cause', as: 'text', required: true },
    { key: 'measure', as: 'text', required: true },
    { key: 'owner', as: 'line', required: true },
    { key: 'unit', as: 'line', required: true },
    { key: 'leader', as: 'line', required: true },
  ],
  start: [],
  progress: [{ key: 'progress', as: 'text', required: true }],
  submit: [
    { key: 'progress', as: 'text', required: true },
    { key: 'completed_on', as: 'date', required: true },
    { key: 'evidence', as: 'line' },
    { key: 'evidence_count', as: 'count' },
    { key: 'approval', as: 'one' },
  ],
  close: [
    { key: 'asked_how', as: 'one' },
    { key: 'asked_on', as: 'date' },
    { key: 'note', as: 'line' },
  ],
  return: [reason],
  resume: [],
  reopen: [reason],
  extend: [{ key: 'bucket', as: 'one', required: true }, reason],
  approve_extension: [],
  refuse_extension: [reason],
  transfer: [
    { key: 'department', as: 'line', required: true },
    { key: 'letter', as: 'line', required: true },
  ],
  invalid: [reason],
  merge: [{ key: 'target', as: 'one', required: true }, reason],
}

/** Steps that end something or take it out of the town's hands ask once more. */
export const askedAgain: ReadonlySet<string> = new Set(['close', 'transfer', 'invalid', 'merge'])

/** What the form begins with. */
export function begun(step: StepName, view: ConsoleFindingView, today: string): Filled {
  const work = view.rectification
  if (step === 'plan') return { ...work.plan }
  const progress = work.progress ?? ''
  if (step === 'progress') return { progress }
  if (step === 'submit') {
    // Sent back once, the proof given then need not be typed again.
    const { note = '', count = 0 } = work.evidence ?? {}
    return {
      progress,
      completed_on: today,
      approval: work.approval ?? '',
      evidence: note,
      evidence_count: String(count),
    }
  }
  return {}
}

export function bodyOf(step: StepName, filled: Filled): LedgerStep {
  const text = (key: string) => filled[key] ?? ''
  switch (step) {
    case 'plan': {
      const [cause, measure, owner] = [text('cause'), text('measure'), text('owner')]
      return { kind: step, plan: { cause, measure, owner, unit: text('unit'), leader: text('leader') } }
    }
    case 'submit':
      return {
        kind: step,
        progress: text('progress'),
        completed_on: text('completed_on'),
        evidence: { note: text('evidence'), count: Number(text('evidence_count')) || 0 },
        ...(text('approval') ? { approval: text('approval') as 'approves' } : {}),
      }
    case 'close': {
      const [how, on] = [text('asked_how') as 'revisit' | '', text('asked_on')]
      return { kind: step, note: text('note'), ...(how && on ? { asked: { how, on, note: '' } } : {}) }
    }
    default:
      return { kind: step, ...filled } as LedgerStep
  }
}
