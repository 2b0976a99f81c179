// The campaign's own words: items, options, focuses, enumerations. They are data, not part of our language files.
import type { Checklist } from '@zoufang/shared/generated/Checklist'
import type { ChecklistItem } from '@zoufang/shared/generated/ChecklistItem'
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { api } from '../api'
import { locale, t, words } from '../core/words'
import type { FlagView } from '../types'

interface TwoTongues {
  zh: string
  en?: string
}

export const useChecklist = defineStore('checklist', () => {
  const checklist = shallowRef<Checklist>()
  const items = computed(() => new Map((checklist.value?.items ?? []).map((item) => [item.id, item])))

  async function load(): Promise<void> {
    checklist.value ??= (await api.checklist()) ?? undefined
  }

  function forget(): void {
    checklist.value = undefined
  }

  /** The words of something that has both languages, in the one spoken now. */
  function say(words: TwoTongues | undefined): string {
    if (!words) return ''
    return (locale.value === 'en' && words.en) || words.zh
  }

  function item(id: string): ChecklistItem | undefined {
    return items.value.get(id)
  }

  function title(id: string): string {
    const found = item(id)
    return found ? say({ zh: found.title_zh, en: found.title_en }) : id
  }

  /** Label of a code of an enumeration; the code itself when the campaign does not know it. */
  function label(enumeration: string, code: string | undefined): string {
    if (!code) return ''
    const value = checklist.value?.enumerations[enumeration]?.values.find((known) => known.code === code)
    return value ? say(value) : code
  }

  /** What a flag is about: a finding's title, or for a lead its trigger in words. */
  function flagTitle(flag: FlagView): string {
    const { trigger } = flag
    if (flag.kind === 'finding' || !trigger) return flag.title
    const key = `trigger.${trigger}`
    return words.global.te(key) ? t(key) : label('risk_type', trigger)
  }

  const focuses = computed(() => checklist.value?.campaign.focuses ?? [])
  const buckets = computed(() => checklist.value?.campaign.buckets ?? [])
  return { checklist, load, forget, say, item, title, label, flagTitle, focuses, buckets }
})
