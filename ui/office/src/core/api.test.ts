import { afterEach, expect, it, vi } from 'vitest'
import { get, post, rememberCsrf } from './api'

function answering(status: number, body: unknown) {
  const fetched = vi.fn(
    async (_address: string, _init: RequestInit) => new Response(JSON.stringify(body), { status }),
  )
  vi.stubGlobal('fetch', fetched)
  return fetched
}

afterEach(() => vi.unstubAllGlobals())

it('proves with every change that it was meant, and with no read', async () => {
  rememberCsrf('proof')
  const fetched = answering(200, null)
  await post('devices/1/revoke')
  expect(fetched.mock.calls[0]?.[1].headers).toMatchObject({ 'x-zoufang-csrf': 'proof' })
  await get('coverage')
  expect(fetched.mock.calls[1]?.[1].headers).not.toHaveProperty('x-zoufang-csrf')
})

it('asks only the office that served it and leaves empty filters out', async () => {
  const fetched = answering(200, { rows: [], total: 0 })
  await get('visits', { village: '', mode: 'face', offset: 0 })
  expect(fetched.mock.calls[0]?.[0]).toBe('console/api/visits?mode=face&offset=0')
})

it('turns every failure into an error that has words', async () => {
  answering(401, { code: 'unauthorized', retryable: true })
  await expect(get('coverage')).rejects.toMatchObject({ code: 'unauthorized' })
  answering(502, 'bad gateway')
  await expect(get('coverage')).rejects.toMatchObject({ code: 'internal', params: { detail: 'HTTP 502' } })
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no network')))
  await expect(get('coverage')).rejects.toMatchObject({ code: 'office_unreachable' })
})
