// Headless Chromium for the end-to-end tests: a page at the size of a phone or a desk, pictures of it, and what axe
// says of it. Environment: CHROMIUM the browser, SHOTS a folder for pictures.
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { named } from './visit.mjs'

const fromUi = createRequire(new URL('../../ui/package.json', import.meta.url))
const { chromium } = fromUi('playwright-core')
const axeSource = readFileSync(fromUi.resolve('axe-core/axe.min.js'), 'utf8')
const shots = process.env.SHOTS

export const PHONE = { width: 390, height: 844 }
export const DESK = { width: 1280, height: 800 }

/** A browser with one page; `faults` gathers every error that the page throws. */
export async function openBrowser(viewport) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  })
  const context = await browser.newContext({ viewport, locale: 'zh-CN' })
  const page = await context.newPage()
  const faults = []
  page.on('pageerror', (error) => faults.push(error.message))
  page.setDefaultTimeout(20_000)
  return { page, faults, close: () => browser.close() }
}

/** Keeps a picture when SHOTS names a folder for them. */
export async function picture(page, name) {
  if (!shots) return
  mkdirSync(shots, { recursive: true })
  await page.waitForTimeout(350)
  await page.screenshot({ path: join(shots, `${name}.png`) })
}

/** A picture of the screen with this piece in sight, when it is there. */
export async function pictureOf(page, piece, name) {
  const shown = named(page, piece)
  if (!shots || !(await shown.count())) return
  await shown.first().evaluate((element) => element.scrollIntoView({ block: 'center' }))
  await picture(page, name)
}

/** Fails on serious and critical faults of what is shown, and on anything wider than the screen. */
export async function judge(page, name) {
  await page.waitForTimeout(150)
  await page.evaluate(axeSource)
  const faults = await page.evaluate(async () => {
    const { violations } = await globalThis.axe.run()
    return violations
      .filter((fault) => ['serious', 'critical'].includes(fault.impact))
      .map((fault) => `${fault.id}: ${fault.nodes[0].html.slice(0, 120)}`)
  })
  if (faults.length) throw new Error(`axe on ${name}: ${faults.join('; ')}`)
  const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth])
  if (wide > room) throw new Error(`${name} is ${wide} px wide on a screen of ${room} px`)
}
