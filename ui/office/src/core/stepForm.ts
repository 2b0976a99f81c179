// What a form for a step shows; ledger and procedure describe theirs with it.
export type Filled = Record<string, string>

export interface StepField {
  key: string
  as: 'line' | 'text' | 'date' | 'count' | 'one' | 'several'
  required?: boolean
}

export interface ShownField extends StepField {
  label: string
  options?: { id: string; name: string }[]
  /** First and last day that can be chosen. */
  from?: string
  until?: string
}
