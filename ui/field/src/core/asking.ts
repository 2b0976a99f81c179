// Finding the pieces of a visit that belong to one asking.
import type { DraftView, FlagView, ItemView, Remark } from '../types'

type Asking = Pick<ItemView, 'item' | 'member'>

export function flagsOf(draft: DraftView | undefined, asked: Asking): FlagView[] {
  return (draft?.flags ?? []).filter(
    (flag) =>
      flag.reason.item === asked.item && (flag.reason.member ?? undefined) === (asked.member ?? undefined),
  )
}

/** Name of the person an item is asked about. */
export function whoOf(draft: DraftView | undefined, asked: Asking): string | undefined {
  return draft?.members.find((member) => member.id === asked.member)?.name
}

/** What the town wants looked at again at this asking. */
export function remarkOf(draft: DraftView | undefined, asked: Asking): Remark | undefined {
  return draft?.remarks.find((remark) => remark.item === asked.item && remark.member === asked.member)
}
