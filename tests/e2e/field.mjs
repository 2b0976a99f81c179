// The field app in Chromium at phone size over the real commands: enrol, unlock, a visit in each mode, killed in the
// middle and resumed, handed in; axe on every screen in both text sizes. Run by `npm run e2e` in ui/.
// Environment: ZOUFANG_OFFICE and ZOUFANG_BRIDGE name the binaries, CHROMIUM the browser, SHOTS a folder for pictures.
import { createRequire } from 'node:module'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startBridge, startOffice } from './programs.mjs'
import { answerFocus, complete, enterVisit, kept, named, save } from './visit.mjs'

const fromUi = createRequire(new URL('../../ui/package.json', import.meta.url))
const { chromium } = fromUi('playwright-core')
const axeSource = readFileSync(fromUi.resolve('axe-core/axe.min.js'), 'utf8')
const PIN = '482913'
const shots = process.env.SHOTS
let passed = 0
let failed = 0

async function step(title, work) {
  const begun = Date.now()
  try {
    await work()
    passed += 1
    console.log(`ok    ${title} (${((Date.now() - begun) / 1000).toFixed(1)} s)`)
  } catch (error) {
    failed += 1
    console.log(`FAIL  ${title}\n      ${String(error.message).split('\n').slice(0, 6).join('\n      ')}`)
    throw error
  }
}

function same(is, wanted, what) {
  if (is !== wanted) throw new Error(`${what}: ${is} instead of ${wanted}`)
}

async function picture(page, name) {
  if (!shots) return
  mkdirSync(shots, { recursive: true })
  await page.waitForTimeout(350)
  await page.screenshot({ path: join(shots, `field-${name}.png`) })
}

/** A picture of the screen with this piece in sight, when it is there. */
async function pictureOf(page, name, more = '') {
  const piece = named(page, name)
  if (!shots || !(await piece.count())) return
  await piece.first().evaluate((element) => element.scrollIntoView({ block: 'center' }))
  await picture(page, name + more)
}

async function setTextSize(page, size) {
  await page.evaluate((chosen) => {
    const settings = JSON.parse(localStorage.getItem('zoufang.settings') ?? '{}')
    localStorage.setItem('zoufang.settings', JSON.stringify({ ...settings, textSize: chosen }))
    document.documentElement.dataset.text = chosen
  }, size)
}

/** Serious and critical faults of the screen that is shown, in both text sizes; also nothing wider than the phone. */
async function judged(page, name) {
  for (const size of ['normal', 'largest']) {
    await setTextSize(page, size)
    await page.waitForTimeout(150)
    await page.evaluate(axeSource)
    const faults = await page.evaluate(async () => {
      const { violations } = await globalThis.axe.run()
      return violations
        .filter((fault) => ['serious', 'critical'].includes(fault.impact))
        .map((fault) => `${fault.id}: ${fault.nodes[0].html.slice(0, 120)}`)
    })
    if (faults.length) throw new Error(`axe on ${name} at ${size}: ${faults.join('; ')}`)
    const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth])
    if (wide > room) throw new Error(`${name} at ${size} is ${wide} px wide on a screen of ${room} px`)
    await picture(page, size === 'normal' ? name : `${name}-largest`)
  }
  await setTextSize(page, 'normal')
}

async function unlock(page) {
  await named(page, 'pin').fill(PIN)
  await named(page, 'unlock').click()
}

/** Opens the first household of the list under one filter, with the other filters off. */
async function openHousehold(page, filter) {
  await page.goto(`${bridge.url}#/households`)
  await named(page, 'household-row').first().waitFor()
  for (const chip of await page.locator('[data-test^="filter-"]').all()) {
    const wanted = (await chip.getAttribute('data-test')) === filter
    if ((await chip.getAttribute('aria-pressed')) !== String(wanted)) await chip.click()
  }
  await page.waitForTimeout(500)
  await named(page, 'household-row').first().click()
  await named(page, 'household').waitFor()
}

async function pending(page) {
  await page.goto(`${bridge.url}#/sync`)
  await named(page, 'sync-page').waitFor()
  // Longer than the beat in which the core tells of changes.
  await page.waitForTimeout(1500)
  return Number(await named(page, 'pending').innerText())
}

const office = await startOffice()
const bridge = await startBridge()
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-dev-shm-usage'],
})
const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'zh-CN' })
const page = await context.newPage()
const faults = []
page.on('pageerror', (error) => faults.push(error.message))
page.setDefaultTimeout(20_000)

async function visitInMode(mode) {
  await openHousehold(page, mode === 'face' ? 'filter-priority' : 'filter-not_visited')
  await enterVisit(page, mode)
  if (mode === 'face') await judged(page, 'focus')
  for (const code of ['F1', 'F2', 'F3', 'F4', 'F5', 'F6']) {
    const tab = named(page, `step-focus/${code}`)
    if (!(await tab.count())) continue
    await tab.click()
    await answerFocus(page)
    if (mode === 'face' && code === 'F1') await pictureOf(page, 'income')
    if (mode === 'face' && (code === 'F1' || code === 'F5')) await pictureOf(page, 'flag', `-${code}`)
  }
  await complete(page)
  await judged(page, `summary-${mode}`)
  await save(page)
  await judged(page, 'saved')
}

try {
  await step('a text that is no enrolment is refused in words', async () => {
    await page.goto(bridge.url)
    await named(page, 'ticket').fill('hello')
    await named(page, 'trouble').waitFor()
    await judged(page, 'enrol')
  })
  await step('enrols with the office’s text and a PIN given twice', async () => {
    await named(page, 'ticket').fill(office.cadres[0].ticket)
    await named(page, 'ticket-view').waitFor()
    await named(page, 'pin-first').fill(PIN)
    await named(page, 'pin-again').fill(PIN)
    await picture(page, 'enrol-ticket')
    await named(page, 'enrol').click()
    await named(page, 'households').waitFor()
  })
  await step('the list arrives and is searched while typing', async () => {
    await named(page, 'household-row').first().waitFor({ timeout: 60_000 })
    const name = await named(page, 'household-row').first().locator('b').innerText()
    await named(page, 'search').fill(name)
    await page.waitForTimeout(400)
    if (!(await named(page, 'household-row').first().innerText()).includes(name)) throw new Error(`${name} is not found`)
    await named(page, 'search').fill('')
    await page.waitForTimeout(400)
    await judged(page, 'households')
  })
  await step('goes offline: the office is killed', () => office.kill())
  await step('a household and the ways of visiting it', async () => {
    await openHousehold(page, 'filter-priority')
    await judged(page, 'household')
    await named(page, 'go-visit').click()
    await named(page, 'kept').waitFor()
    await page.locator('[role=radio][data-code=phone]').click()
    await kept(page)
    await judged(page, 'mode')
    await page.goBack()
    await named(page, 'household').waitFor()
  })
  for (const mode of ['face', 'phone', 'proxy']) await step(`a whole visit, ${mode}`, () => visitInMode(mode))
  let waiting = 0
  await step('everything waits on the phone', async () => {
    waiting = await pending(page)
    if (waiting < 3) throw new Error(`three visits must wait, ${waiting} operations do`)
    await judged(page, 'sync')
  })
  await step('killed in the middle of a visit, it opens where it was', async () => {
    await openHousehold(page, 'filter-not_visited')
    await enterVisit(page, 'face')
    await answerFocus(page)
    const answered = await page.locator('article:not([data-status=open])').count()
    const at = new URL(page.url()).hash
    await bridge.kill()
    await bridge.start()
    await page.reload()
    await named(page, 'pin').waitFor()
    await judged(page, 'unlock')
    await unlock(page)
    await named(page, 'focus').waitFor()
    same(new URL(page.url()).hash, at, 'the screen after unlocking')
    same(await page.locator('article:not([data-status=open])').count(), answered, 'answers after the kill')
    same(await pending(page), waiting, 'operations after the kill')
  })
  await step('a wrong PIN is said with the tries left', async () => {
    await page.goto(`${bridge.url}#/settings`)
    await judged(page, 'settings')
    await named(page, 'lock').click()
    await named(page, 'pin').fill('739204')
    await named(page, 'unlock').click()
    await named(page, 'trouble').waitFor()
    await unlock(page)
    await named(page, 'lock').or(named(page, 'households')).first().waitFor()
  })
  await step('my visits say that they are kept here', async () => {
    await page.goto(`${bridge.url}#/mine`)
    await named(page, 'own-visit').first().waitFor()
    same(await page.locator('.state.saved_here').count(), 3, 'visits kept here')
    await judged(page, 'mine')
  })
  await step('back online everything is handed in by one tap', async () => {
    await office.start()
    await page.goto(`${bridge.url}#/sync`)
    await named(page, 'sync-now').click()
    await page.waitForFunction(() => document.querySelector('[data-test=pending]')?.textContent === '0', undefined, {
      timeout: 60_000,
    })
    same(Number(await named(page, 'accepted').innerText()) >= waiting, true, 'accepted operations reach those sent')
    await picture(page, 'sync-done')
    await page.goto(`${bridge.url}#/mine`)
    await page.locator('.state.handed_in').first().waitFor()
    same(await page.locator('.state.handed_in').count(), 3, 'visits handed in')
  })
  await step('on a desk, in the dark and in English', async () => {
    await page.setViewportSize({ width: 1280, height: 800 })
    await page.evaluate(() =>
      localStorage.setItem('zoufang.settings', JSON.stringify({ textSize: 'normal', theme: 'dark', locale: 'en' })),
    )
    await page.goto(`${bridge.url}#/households`)
    await page.reload()
    await named(page, 'household-row').first().waitFor()
    await judged(page, 'desk-households')
    await page.setViewportSize({ width: 360, height: 640 })
    await openHousehold(page, 'filter-drafts')
    await judged(page, 'dark-household')
    await named(page, 'go-visit').click()
    await named(page, 'kept').waitFor()
    await judged(page, 'dark-visit')
    for (const [route, name] of [['sync', 'sync-page'], ['settings', 'lock'], ['about', 'sync-badge'], ['mine', 'own-visit']]) {
      await page.goto(`${bridge.url}#/${route}`)
      await named(page, name).first().waitFor()
      await judged(page, `dark-${route}`)
    }
  })
  await step('no screen threw an error', () => same(faults.join('; '), '', 'errors of the page'))
} catch {
  if (shots) await page.screenshot({ path: join(shots, 'failed.png') }).catch(() => undefined)
  const said = bridge.said()
  if (said) console.log(`      the bridge said: ${said.trim().split('\n').slice(-5).join('\n      ')}`)
} finally {
  await browser.close()
  await bridge.kill()
  await office.kill()
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed ? 1 : 0
