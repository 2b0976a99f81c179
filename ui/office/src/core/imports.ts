// What the import page makes of a job: its state in one word, and what may be done with it.
import type { ImportJob } from './types'

/** `checking` without a count of rows: the office was stopped while it read the file. */
export type ShownState = ImportJob['state'] | 'stopped'

export function shownState(job: ImportJob): ShownState {
  if (job.read !== null) return 'checking'
  return job.state === 'checking' ? 'stopped' : job.state
}

/** Households that a commit would write. */
export function toWrite({ summary }: ImportJob): number {
  return summary.new + summary.changed
}

/** Lists of a preview, those that ask for something first. */
export const LISTS = ['errors', 'changed', 'new', 'missing', 'hints', 'unchanged'] as const
export type ListName = (typeof LISTS)[number]

/** Where a list is read, and how it is narrowed there. */
export function listOf(name: ListName): { part: 'rows' | 'messages'; query: Record<string, string> } {
  if (name === 'errors' || name === 'hints')
    return { part: 'messages', query: { stops: String(name === 'errors') } }
  return { part: 'rows', query: { outcome: name } }
}
