// A value in words: what “名册：…” shows and what a one-tap confirmation confirms.
import type { ChecklistItem } from '@zoufang/shared/generated/ChecklistItem'
import type { ItemOption } from '@zoufang/shared/generated/ItemOption'
import type { SheetField } from '@zoufang/shared/generated/SheetField'
import type { AnswerValue } from '../types'

type Say = (words: { zh: string; en?: string }) => string

/** Fen per unit on the screen; undefined for plain numbers (as `SheetField::fen_per_unit` in Rust). */
export function scaleOf(unit: string | undefined): number | undefined {
  if (unit === '元') return 100
  if (unit === '万元') return 1_000_000
  return undefined
}

function labels(options: ItemOption[], codes: string[], say: Say): string {
  return codes
    .map((code) => {
      const option = options.find((known) => known.code === code)
      return option ? say(option) : code
    })
    .join('、')
}

function fieldText(field: SheetField, value: number | string[], say: Say): string {
  if (Array.isArray(value)) return `${say(field)}：${labels(field.options, value, say)}`
  return `${say(field)}：${value / (scaleOf(field.unit) ?? 1)}${field.unit ?? ''}`
}

export function valueText(item: ChecklistItem, value: AnswerValue | undefined, say: Say): string {
  if (value === undefined || typeof value === 'boolean') return ''
  if (typeof value === 'number') return `${value}${item.unit ?? ''}`
  if (typeof value === 'string') return labels(item.options, [value], say)
  if (Array.isArray(value)) return labels(item.options, value, say)
  return item.fields
    .flatMap((field) => {
      const kept = value[field.key]
      return kept === undefined ? [] : [fieldText(field, kept, say)]
    })
    .join('；')
}

/** Codes that are ticked, whatever form the value has. */
export function codesOf(value: AnswerValue | undefined): string[] {
  if (typeof value === 'string') return [value]
  return Array.isArray(value) ? value : []
}
