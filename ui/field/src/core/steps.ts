// The way through a visit: mode, notice, members, six focuses, summary; and where it was left.
import type { DraftView, Gap, Remark } from '../types'

const KEY = 'zoufang.step.'

/** Steps as path ends, in order. */
export function stepsOf(draft: DraftView): string[] {
  const focuses = draft.focuses
    .filter((focus) => focus.items.length > 0)
    .map((focus) => `focus/${focus.code}`)
  return ['mode', 'notice', 'members', ...focuses, 'summary']
}

/** The step a gap is mended on, with the item to scroll to. */
export function stepOfGap(draft: DraftView, gap: Gap): { step: string; at?: string } {
  switch (gap.kind) {
    case 'mode':
    case 'mode_reason':
      return { step: 'mode' }
    case 'notice':
      return { step: 'notice' }
    case 'members':
      return { step: 'members' }
    case 'item':
    case 'evidence':
      return stepOfItem(draft, gap.item ?? '', gap.member)
    default:
      return { step: 'summary', at: gap.flag ? `flag-${gap.flag}` : 'amend-reason' }
  }
}

function stepOfItem(draft: DraftView, item: string, member?: string): { step: string; at: string } {
  const focus = draft.focuses.find((known) => known.items.some((asked) => asked.item === item))
  return { step: focus ? `focus/${focus.code}` : 'summary', at: anchorOf(item, member) }
}

/** Where a remark of the town is answered. */
export function stepOfRemark(draft: DraftView, remark: Remark): { step: string; at?: string } {
  return remark.item ? stepOfItem(draft, remark.item, remark.member) : { step: 'summary' }
}

/** The id an asking carries in the page. */
export function anchorOf(item: string, member?: string): string {
  return member ? `ask-${item}-${member}` : `ask-${item}`
}

export function firstOpenStep(draft: DraftView): string {
  const gap = draft.gaps[0]
  return gap ? stepOfGap(draft, gap).step : 'summary'
}

/** Number of things missing on a step. */
export function openOn(draft: DraftView, step: string): number {
  return draft.gaps.filter((gap) => stepOfGap(draft, gap).step === step).length
}

/** Remembers the step, so that a killed app opens where it was; holds no word of the visit. */
export function keepStep(visitId: string, step: string): void {
  localStorage.setItem(KEY + visitId, step)
}

export function keptStep(visitId: string): string | undefined {
  return localStorage.getItem(KEY + visitId) ?? undefined
}

export function forgetStep(visitId: string): void {
  localStorage.removeItem(KEY + visitId)
}
