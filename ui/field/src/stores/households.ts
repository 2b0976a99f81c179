// The list of households as the screen scrolls over it: pages of a hundred rows, fetched when they come into sight.
import { defineStore } from 'pinia'
import { reactive, ref, shallowReactive } from 'vue'
import { api, PAGE } from '../api'
import { useAlerts } from '../composables/alerts'
import type { HouseholdFilter, HouseholdRow, Overview } from '../types'

export const useHouseholds = defineStore('households', () => {
  const overview = ref<Overview>()
  const filter = reactive<HouseholdFilter>({
    not_visited: false,
    priority: false,
    unsent: false,
    with_problems: false,
    drafts: false,
  })
  const search = ref('')
  const total = ref(0)
  const loaded = ref(false)
  /** Where the list was scrolled to, so that coming back from a household does not lose the place. */
  const place = ref(0)
  const pages = shallowReactive(new Map<number, HouseholdRow[]>())
  const asked = new Set<number>()
  const alerts = useAlerts()
  let turn = 0

  async function fetchPage(page: number): Promise<void> {
    if (asked.has(page)) return
    asked.add(page)
    const mine = turn
    try {
      const answer = await api.households({ ...filter }, search.value.trim(), page * PAGE)
      if (mine !== turn) return
      if (page === 0) pages.clear()
      pages.set(page, answer.rows)
      total.value = answer.total
      loaded.value = true
    } catch (error) {
      asked.delete(page)
      if (mine === turn) alerts.failed(error)
    }
  }

  /** Starts over after the filter, the search or the data changed; old rows stay until new ones are there. */
  async function restart(): Promise<void> {
    turn += 1
    asked.clear()
    await fetchPage(0)
  }

  async function refresh(): Promise<void> {
    const [fresh] = await Promise.all([api.overview(), restart()])
    overview.value = fresh
  }

  function row(index: number): HouseholdRow | undefined {
    return pages.get(Math.floor(index / PAGE))?.[index % PAGE]
  }

  function need(from: number, to: number): void {
    // A page ahead on either side, so that a flick does not run into rows that are still to come.
    const last = Math.min(Math.floor(to / PAGE) + 1, Math.floor(Math.max(0, total.value - 1) / PAGE))
    for (let page = Math.max(0, Math.floor(from / PAGE) - 1); page <= last; page += 1) void fetchPage(page)
  }

  return { overview, filter, search, total, loaded, place, pages, restart, refresh, row, need }
})
