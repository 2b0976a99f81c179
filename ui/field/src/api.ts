// The one file that names the shell's commands. Everything the app knows comes through here.
import { invoke } from '@tauri-apps/api/core'
import { listen } from '@tauri-apps/api/event'
import { apiErrorOf } from '@zoufang/shared/errors'
import type { Checklist } from '@zoufang/shared/generated/Checklist'
import type {
  DraftChange,
  DraftSummary,
  DraftView,
  HouseholdCard,
  HouseholdFilter,
  HouseholdPage,
  OutboxEntry,
  Overview,
  OwnVisit,
  RosterProposal,
  Saved,
  Status,
  SyncStatus,
  TicketView,
} from './types'

type LockListener = () => void
let onLocked: LockListener = () => {}

/** Called when the core says that it is locked, whoever asked. */
export function whenLocked(listener: LockListener): void {
  onLocked = listener
}

async function call<T>(command: string, args: Record<string, unknown> = {}): Promise<T> {
  try {
    return await invoke<T>(command, args)
  } catch (thrown) {
    const error = apiErrorOf(thrown)
    if (error.code === 'locked') onLocked()
    throw error
  }
}

/** At most so many rows per call: a phone with 2 GB must not hold the whole village twice. */
export const PAGE = 100

export const api = {
  status: () => call<Status>('status'),
  leave: () => call<null>('leave'),
  checkTicket: (text: string) => call<TicketView>('check_ticket', { text }),
  enrol: (text: string, deviceName: string, pin: string) => call<Status>('enrol', { text, deviceName, pin }),
  enrolAgain: (text: string, deviceName: string, pin: string) =>
    call<Status>('enrol_again', { text, deviceName, pin }),
  unlock: (pin: string) => call<Status>('unlock', { pin }),
  lock: () => call<Status>('lock'),
  overview: () => call<Overview>('overview'),
  households: (filter: HouseholdFilter, search: string, offset: number) =>
    call<HouseholdPage>('households', { filter, search: search || null, offset, limit: PAGE }),
  household: (id: string) => call<HouseholdCard>('household', { id }),
  checklist: () => call<Checklist | null>('checklist'),
  startVisit: (household: string) => call<DraftView>('start_visit', { household }),
  drafts: () => call<DraftSummary[]>('drafts'),
  draft: (visit: string) => call<DraftView>('draft', { visit }),
  changeDraft: (visit: string, change: DraftChange) => call<DraftView>('change_draft', { visit, change }),
  discardDraft: (visit: string) => call<null>('discard_draft', { visit }),
  saveVisit: (visit: string) => call<Saved>('save_visit', { visit }),
  myVisits: () => call<OwnVisit[]>('my_visits'),
  amend: (visit: string) => call<DraftView>('amend', { visit }),
  propose: (proposal: RosterProposal) => call<string>('propose', { proposal }),
  syncNow: () => call<null>('sync_now'),
  syncStatus: () => call<SyncStatus>('sync_status'),
  attention: () => call<OutboxEntry[]>('attention'),
  discardRejected: (op: string) => call<null>('discard_rejected', { op }),
  onSync: (told: (status: SyncStatus) => void) =>
    listen<SyncStatus>('sync-status', (event) => told(event.payload)),
}
