import { describe, expect, it } from 'vitest'
import css from './tokens.css?raw'

function tokensOf(selector: string): Map<string, string> {
  const start = css.indexOf(`${selector} {`)
  if (start < 0) throw new Error(`tokens.css has no block ${selector}`)
  const block = css.slice(start, css.indexOf('}', start))
  return new Map(
    [...block.matchAll(/(--zf-[a-z0-9-]+):\s*(#[0-9a-f]{6});/g)].map((m) => [String(m[1]), String(m[2])]),
  )
}

function luminance(hex: string): number {
  const linear = (at: number) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return channel <= 0.03928 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * linear(1) + 0.7152 * linear(3) + 0.0722 * linear(5)
}

function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

const grounds = ['--zf-ground', '--zf-ground-sunken', '--zf-ground-raised']
const pairs: [string, string][] = [
  ...['--zf-text', '--zf-text-quiet', '--zf-primary', '--zf-problem', '--zf-good', '--zf-wait'].flatMap(
    (text) => grounds.map((ground): [string, string] => [text, ground]),
  ),
  ['--zf-on-primary', '--zf-primary'],
  ['--zf-on-problem', '--zf-problem'],
  ['--zf-primary', '--zf-primary-soft'],
  ['--zf-problem', '--zf-problem-soft'],
  ['--zf-good', '--zf-good-soft'],
  ['--zf-wait', '--zf-wait-soft'],
]

describe.each([
  ['light', ':root'],
  ['dark', ':root[data-theme="dark"]'],
])('%s tokens', (_name, selector) => {
  const tokens = tokensOf(selector)
  const colour = (token: string) => {
    const value = tokens.get(token)
    if (!value) throw new Error(`${selector} does not set ${token}`)
    return value
  }

  it.each(pairs)('%s on %s can be read in sunlight (7:1)', (text, ground) => {
    expect(contrast(colour(text), colour(ground))).toBeGreaterThanOrEqual(7)
  })
})
