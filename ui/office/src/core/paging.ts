// Which page of a list is open, kept in the address beside the filters.
import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'

export const PER_PAGE = 50

export function usePaging() {
  const route = useRoute()
  const router = useRouter()
  const page = computed({
    get: () => Math.max(1, Number(route.query.page ?? 1) || 1),
    set: (next) =>
      void router.replace({ query: { ...route.query, page: next > 1 ? String(next) : undefined } }),
  })
  /** The query for the office: filters named, and the slice. */
  function asked(...fields: string[]) {
    const wanted = fields.map((field) => [field, String(route.query[field] ?? '')] as const)
    return { ...Object.fromEntries(wanted), offset: (page.value - 1) * PER_PAGE, limit: PER_PAGE }
  }
  /** Whether anything narrows the list. */
  const narrowed = computed(() => Object.keys(route.query).some((key) => key !== 'page'))
  return { page, asked, narrowed }
}
