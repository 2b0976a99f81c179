// Reads that stay fresh by themselves: every ten seconds, keeping what is shown until the new answer is there, so that
// nothing flickers and nothing jumps while somebody reads.
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { isApiError } from '@zoufang/shared/errors'
import { type MaybeRefOrGetter, toValue, watch } from 'vue'
import { useSession } from '../stores/session'
import { get } from './api'

const EVERY_MS = 10_000

type Query = Record<string, string | number | undefined>

/** `every` says how long to wait after an answer, in milliseconds; 0 asks no more. */
export function useLive<T>(
  path: MaybeRefOrGetter<string>,
  query: MaybeRefOrGetter<Query> = {},
  every: (data: T | undefined) => number = () => EVERY_MS,
) {
  const session = useSession()
  const found = useQuery<T>({
    queryKey: [() => toValue(path), () => toValue(query)],
    queryFn: () => get<T>(toValue(path), toValue(query)),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => every(state.data) || false,
    retry: false,
  })
  watch(found.error, (error) => {
    if (isApiError(error) && error.code === 'unauthorized') session.expired()
  })
  return found
}
