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

/** The office's refusal, or what stands for an answer that is none. */
function refusalOf(status: number, answer: unknown): ApiError {
  if (isApiError(answer)) return answer
  return { code: 'internal', params: { detail: `HTTP ${status}` }, retryable: true }
}

const unreachable: ApiError = { code: 'office_unreachable', params: {}, retryable: true }

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
    throw unreachable
  }
  const answer: unknown = await response.json().catch(() => undefined)
  if (response.ok) return answer as T
  throw refusalOf(response.status, answer)
}

/** Asks for a file with a body, and hands it to the browser to be kept. */
export async function download(path: string, query: Query, body: unknown): Promise<void> {
  const headers = { 'content-type': 'application/json', 'x-zoufang-csrf': csrf }
  const asked = { method: 'POST', credentials: 'same-origin', headers, body: JSON.stringify(body) } as const
  const response = await fetch(addressOf(path, query), asked).catch(() => {
    throw unreachable
  })
  if (!response.ok) throw refusalOf(response.status, await response.json().catch(() => undefined))
  const named = response.headers.get('content-disposition')?.split("filename*=UTF-8''")[1]
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await response.blob())
  link.download = named ? decodeURIComponent(named) : path
  link.click()
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

/**
 * Sends a file as the body. `sent` is told the share that is on its way, 0 to 1; fetch cannot tell it. `stop` gives it
 * up.
 */
export function upload<T>(
  path: string,
  query: Query,
  file: Blob,
  sent: (share: number) => void,
  stop: AbortSignal,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', addressOf(path, query))
    request.responseType = 'json'
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.setRequestHeader('x-zoufang-csrf', csrf)
    request.upload.onprogress = ({ loaded, total }) => sent(total ? loaded / total : 0)
    request.onload = () => {
      if (request.status === 200) resolve(request.response as T)
      else reject(refusalOf(request.status, request.response))
    }
    request.onerror = () => reject(unreachable)
    request.onabort = () => reject(new DOMException('stopped', 'AbortError'))
    stop.addEventListener('abort', () => request.abort())
    request.send(file)
  })
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
