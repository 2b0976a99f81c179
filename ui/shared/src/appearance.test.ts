import { expect, it } from 'vitest'
import { applyAppearance, themeOf } from './appearance'

it('follows the phone only when the cadre left the choice to it', () => {
  expect(themeOf('system', true)).toBe('dark')
  expect(themeOf('light', true)).toBe('light')
  expect(themeOf('dark', false)).toBe('dark')
})

it('draws Vant, Element Plus and our tokens in the same theme and text size', () => {
  const root = document.createElement('html')
  applyAppearance({ theme: 'dark', textSize: 'largest' }, root)
  expect(root.dataset).toMatchObject({ theme: 'dark', text: 'largest' })
  expect([...root.classList]).toEqual(['van-theme-dark', 'dark'])
  applyAppearance({ theme: 'light', textSize: 'normal' }, root)
  expect([...root.classList]).toEqual([])
})
