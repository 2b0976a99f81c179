import type { ChecklistItem } from '@zoufang/shared/generated/ChecklistItem'
import { expect, it } from 'vitest'
import sheets from '../../../../checklists/2022-shaoyun/items/F1.json'
import insurance from '../../../../checklists/2022-shaoyun/items/F2.json'
import { codesOf, valueText } from './values'

const all = [...(sheets as unknown as ChecklistItem[]), ...(insurance as unknown as ChecklistItem[])]

function item(id: string): ChecklistItem {
  const found = all.find((known) => known.id === id)
  if (!found) throw new Error(`the checklist has no ${id}`)
  return { ...found, options: found.options ?? [], fields: found.fields ?? [] }
}

const zh = (words: { zh: string }) => words.zh

it('says a prefilled choice in the checklist’s words', () => {
  expect(valueText(item('F2.06'), 'resident', zh)).toBe('参了居民医保')
  expect(valueText(item('F1.05'), ['K1', 'K5'], zh)).toBe('2020年脱贫户、低保户（含新申请）')
})

it('says an income sheet in yuan although it is kept in fen', () => {
  expect(valueText(item('F1.02'), { wage: 3_000_000, persons: 3 }, zh)).toBe(
    '工资性收入（打工、公益岗工资）：30000元；共同生活人口：3人',
  )
})

it('reads ticked codes from both single and multi answers', () => {
  expect(codesOf('a')).toEqual(['a'])
  expect(codesOf(['a', 'b'])).toEqual(['a', 'b'])
  expect(codesOf({ a: 1 })).toEqual([])
})
