// The steps of the identification procedure as forms, and the body that goes to the office.
import type { ProcedureStep } from '@zoufang/shared/generated/ProcedureStep'
import type { Filled, StepField } from './stepForm'

type StepName = ProcedureStep['kind']

const reason: StepField = { key: 'reason', as: 'text', required: true }
const decided: StepField = { key: 'decided_on', as: 'date', required: true }

export const procedureFields: Record<StepName, StepField[]> = {
  verify: [{ key: 'cadre', as: 'line', required: true }],
  decline: [reason],
  assess: [
    { key: 'income_complete', as: 'one', required: true },
    { key: 'authorised_on', as: 'date', required: true },
    { key: 'risk_types', as: 'several', required: true },
  ],
  publish: [
    { key: 'meeting_on', as: 'date', required: true },
    { key: 'result', as: 'text', required: true },
    { key: 'publicity_from', as: 'date', required: true },
  ],
  report: [{ key: 'objections', as: 'text', required: true }],
  send_up: [],
  send_back: [reason],
  identify: [{ key: 'category', as: 'one', required: true }, decided],
  refuse: [reason],
  begin_clearing: [
    { key: 'mode', as: 'one', required: true },
    { key: 'stable_and_safe', as: 'one', required: true },
  ],
  clear: [decided],
  keep_active: [reason],
  revert: [reason],
  dissolve: [reason],
}

/** What ends a lead or changes the household's own state asks once more. */
export const procedureAskedAgain: ReadonlySet<string> = new Set([
  'decline',
  'identify',
  'refuse',
  'clear',
  'revert',
  'dissolve',
])

export function procedureBody(step: string, filled: Filled): ProcedureStep {
  const yes = (key: string) => filled[key] === 'yes'
  if (step === 'assess') {
    const risk_types = (filled.risk_types ?? '').split(',').filter(Boolean)
    return { kind: step, ...filled, income_complete: yes('income_complete'), risk_types } as ProcedureStep
  }
  if (step === 'begin_clearing') {
    return { kind: step, ...filled, stable_and_safe: yes('stable_and_safe') } as ProcedureStep
  }
  return { kind: step, ...filled } as ProcedureStep
}
