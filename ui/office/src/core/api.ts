// Talks to the office that served this page, and to nobody else. Every failure leaves as an ApiError, so that screens
// show the one sentence written for it.
import { isApiError } from '@zoufang/shared/errors'
import type { ApiError } from '@zoufang/shared/generated/ApiError'

type Query = Record<string, string | number | undefined>

let csrf = ''

/** The session's proof that a change was meant; sent with everything that changes something. */
export function rememberCsrf(token: string): void {
  csrf = token
}

/** Where the office answers a path; also for links to files. */
export function addressOf(path: string, query: Query): string {
  const wanted = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') wanted.set(name, String(value))
  }
  const tail = wanted.toString()
  return `console/api/${path}${tail ? `?${tail}` : ''}`
}

async function call<T>(method: string, address: string, body?: unknown): Promise<T> {
  let response: Response
  try {
    response = await fetch(address, {
      method,
      credentials: 'same-origin',
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(method === 'GET' ? {} : { 'x-zoufang-csrf': csrf }),
      },
      body: body === undefined ? null : JSON.stringify(body),
    })
  } catch {
    throw { code: 'office_unreachable', params: {}, retryable: true } satisfies ApiError
  }
  const answer: unknown = await response.json().catch(() => undefined)
  if (response.ok) return answer as T
  if (isApiError(answer)) throw answer
  throw {
    code: 'internal',
    params: { detail: `HTTP ${response.status}` },
    retryable: true,
  } satisfies ApiError
}

export function get<T>(path: string, query: Query = {}): Promise<T> {
  return call<T>('GET', addressOf(path, query))
}

export function post<T>(path: string, body: unknown = {}): Promise<T> {
  return call<T>('POST', addressOf(path, {}), body)
}

export function remove<T>(path: string): Promise<T> {
  return call<T>('DELETE', addressOf(path, {}))
}
