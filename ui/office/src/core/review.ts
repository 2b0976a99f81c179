// Remarks of an officer as they are written beside the answers: one text for each asking, one for the visit as a whole.
import type { Remark } from '@zoufang/shared/generated/Remark'
import type { Visit } from './types'

export type Written = Record<string, string>

/** Stands for the visit as a whole. */
export const WHOLE = ''

export function keyOf(answer: { item: string; member_id?: string | null | undefined }): string {
  return answer.member_id ? `${answer.item}|${answer.member_id}` : answer.item
}

/** What is sent: everything that was really written, in the order of the visit. */
export function remarksOf(written: Written, focuses: Visit['focuses']): Remark[] {
  const answers = focuses.flatMap((focus) => focus.answers)
  const onItems = answers.map((answer) => ({
    item: answer.item,
    ...(answer.member_id ? { member: answer.member_id } : {}),
    text: written[keyOf(answer)]?.trim() ?? '',
  }))
  const whole = { text: written[WHOLE]?.trim() ?? '' }
  return [whole, ...onItems].filter((remark) => remark.text)
}
