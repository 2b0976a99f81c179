// A mode just chosen, filled with what the roster knows already, so that a cadre corrects instead of typing.
import { instantNow } from '@zoufang/shared/format'
import type { Household, MemberView, ModeKind, VisitMode } from '../types'

export function blankMode(
  kind: ModeKind,
  members: MemberView[],
  household: Household | undefined,
): VisitMode {
  const head = members.find((member) => member.relation === '01' && member.active)
  switch (kind) {
    case 'face':
      return {
        kind,
        respondent: head?.id ?? null,
        respondent_name: head?.name ?? null,
        place: 'at_home',
        place_note: null,
      }
    case 'phone':
      return {
        kind,
        number: head?.phone ?? household?.phone ?? members.find((member) => member.phone)?.phone ?? '',
        respondent: head?.id ?? null,
        respondent_name: head?.name ?? null,
        whereabouts: household?.away?.place ?? '',
        away_since: household?.away?.since ?? '',
        called_at: instantNow(),
      }
    case 'proxy':
      return {
        kind,
        who: 'relative',
        name: '',
        relation: '',
        phone: null,
        reason: '',
        reason_text: null,
        household_seen: false,
        observation: null,
        by_phone: false,
      }
  }
}
