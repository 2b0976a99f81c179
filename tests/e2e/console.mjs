// The console in Chromium at a desk, on what a scripted cadre's real device handed in: empty pages, signing in with and
// without a mouse, coverage, visits that arrive while one looks, villages (villages.mjs), files of households
// (imports.mjs), the roster (households.mjs), the ledger and the leads (ledger.mjs), devices and revoking one, language
// and theme, signing out. Run last by `npm run e2e` in ui/. Environment: ZOUFANG_OFFICE and ZOUFANG_HAND name the
// binaries; else as browser.mjs.
import { DESK, openBrowser, picture } from './browser.mjs'
import { count, looked, openConsole, rows as rowsOf, shows, signIn, signOut, toPage } from './desk.mjs'
import { households } from './households.mjs'
import { imports } from './imports.mjs'
import { leads, ledger } from './ledger.mjs'
import { startHand, startOffice } from './programs.mjs'
import { ended, holds, same, step } from './report.mjs'
import { villages } from './villages.mjs'

const office = await startOffice()
const [cadre] = office.cadres
const officers = ['专班甲', '专班乙'].map((name) => office.addOfficer(name, 'task_force'))
const desks = []
for (let at = 0; at < 3; at += 1) desks.push(await openBrowser(DESK))
const [page, first, second] = desks.map((desk) => desk.page)
let hand

const focused = () => page.evaluate(() => document.activeElement?.id)
const rows = () => rowsOf(page)

async function signingIn() {
  await step('a wrong password is said in words and lets nobody in', async () => {
    await page.goto(office.url)
    await page.locator('#account').fill(office.console.account)
    await page.locator('#password').fill('not-the-password')
    await page.locator('button[type=submit]').click()
    await page.locator('[role=alert]').waitFor()
    await shows(page.locator('[role=alert]'), ['账号或密码不对'])
    await looked(page, 'refused')
    same(await page.locator('#password').inputValue(), '', 'what stays in the password field')
    same(
      await page.evaluate(async () => (await fetch('console/api/visits')).status),
      401,
      'reading without a session',
    )
    await page.goto(`${office.url}#/visits`)
    await page.locator('#account').waitFor()
  })
  await step('signs in without a mouse, and lands where it wanted to go', async () => {
    await page.reload()
    await page.locator('#account').waitFor()
    same(await focused(), 'account', 'where typing begins')
    await page.keyboard.type(office.console.account)
    await page.keyboard.press('Tab')
    same(await focused(), 'password', 'where Tab leads')
    await page.keyboard.type(office.console.password)
    await page.keyboard.press('Enter')
    await page.locator('nav a').first().waitFor()
    same(new URL(page.url()).hash.split('?')[0], '#/visits', 'the page after signing in')
  })
}

async function beforeTheFirst() {
  await step('every page with nothing to show says what to do', async () => {
    const said = {
      coverage: '',
      visits: '还没有',
      candidates: '还没有监测线索',
      findings: '还没有问题',
      devices: '还没有登记设备',
    }
    for (const [name, words] of Object.entries(said)) {
      await toPage(page, name)
      await page
        .locator('main')
        .getByText(words || '已走访 0 户')
        .first()
        .waitFor()
      await looked(page, `empty-${name}`)
    }
  })
  await step('the digits change the page, except while typing', async () => {
    await page.keyboard.press('2')
    await page.waitForFunction(() => location.hash === '#/visits')
    await page.locator('input[type=search]').press('1')
    same(new URL(page.url()).hash.split('?')[0], '#/visits', 'the page after a digit in the search')
    await page.waitForFunction(() => location.hash.includes('=1'))
    await page.locator('input[type=search]').fill('')
    await page.waitForFunction(() => location.hash === '#/visits')
  })
}

async function whatComesIn() {
  await step('visits handed in appear while one looks at the list', async () => {
    hand = startHand(cadre.ticket, '周敏的手机')
    hand('visit', '--mode', 'face', '--problem')
    hand('visit', '--mode', 'phone')
    hand('visit', '--mode', 'proxy', '--problem')
    hand('sync')
    await count(page, 'tbody tr', 3, 'visits')
  })
  await step('coverage counts each household once, by village and mode', async () => {
    await page.evaluate(() => document.activeElement.blur())
    await page.keyboard.press('1')
    await page.locator('.totals').getByText('已走访 3 户').waitFor()
    await shows(page.locator('.totals'), ['面访 1', '代答 1', '电访 1'])
    const visited = await rows().evaluateAll((lines) => lines.map((line) => Number(line.cells[2].innerText)))
    same(visited.length, 12, 'villages')
    same(
      visited.reduce((sum, one) => sum + one, 0),
      3,
      'households visited in all villages',
    )
    await looked(page, 'coverage')
  })
  await step('a village leads to its visits, and Back to the figures', async () => {
    const village = rows().filter({ hasText: cadre.villages[0] })
    const there = Number(await village.locator('td').nth(1).innerText())
    await village.locator('.link').press('Enter')
    await page.waitForFunction(() => location.hash.startsWith('#/visits?village='))
    await count(page, 'tbody tr', there, 'visits of the village')
    for (const text of await rows().allInnerTexts())
      holds(text.includes(cadre.villages[0]), `another village: ${text}`)
    await page.goBack()
    await page.locator('.totals').waitFor()
  })
  await step('visits are narrowed by mode, and one opens beside the list', async () => {
    await toPage(page, 'visits')
    await count(page, 'tbody tr', 3, 'visits')
    await looked(page, 'visits')
    await page.getByLabel('方式', { exact: true }).selectOption('phone')
    await count(page, 'tbody tr', 1, 'visits by phone')
    await shows(rows().first(), ['电访', cadre.name])
    await page.getByLabel('方式', { exact: true }).selectOption('face')
    await count(page, 'tbody tr .tag.problem', 1, 'problems of the visit at the door')
    const head = await rows().first().locator('.link').innerText()
    await rows().first().locator('.link').press('Enter')
    const sheet = page.locator('[role=dialog] article')
    await sheet.waitFor()
    await shows(sheet, [head, '面访', '问题（1）', '监测线索（1）', '逐项回答', 'F2.13'])
    holds(!/99\d{15}[\dX]/.test(await sheet.innerText()), 'an unmasked identity number is shown')
    await page.waitForTimeout(500)
    await looked(page, 'visit')
    await page.keyboard.press('Escape')
    await sheet.waitFor({ state: 'detached' })
    holds(!page.url().includes('visit='), 'the address still names the visit that was closed')
  })
}

async function revoking() {
  await step('a device is revoked only after a second yes', async () => {
    await toPage(page, 'devices')
    await count(page, 'tbody tr', 1, 'devices')
    await shows(rows().first(), [cadre.name, '周敏的手机'])
    same(
      await rows().first().locator('td').nth(3).innerText(),
      '0',
      'unsent on a device that handed everything in',
    )
    await looked(page, 'devices')
    await rows().first().locator('.link').click()
    await page.locator('.el-message-box').waitFor()
    await shows(page.locator('.el-message-box'), ['停用这台设备', cadre.name, '周敏的手机'])
    await page.waitForTimeout(400)
    await looked(page, 'revoke')
    await page.locator('.el-message-box__btns button').first().click()
    await page.locator('.el-message-box').waitFor({ state: 'hidden' })
    await page.reload()
    await count(page, 'tbody tr .link', 1, 'ways to revoke after “cancel”')
    await rows().first().locator('.link').click()
    await page.locator('.el-message-box__btns .el-button--primary').click()
    await rows().filter({ hasText: '已停用' }).waitFor()
    same(await rows().locator('.link').count(), 0, 'ways to revoke what is revoked')
  })
  await step('the revoked device gets nothing more', () => {
    hand('visit', '--mode', 'phone')
    let refused = ''
    try {
      hand('sync')
    } catch (error) {
      refused = String(error.stderr)
    }
    holds(refused.includes('DeviceRevoked'), `the revoked device was not refused: ${refused}`)
  })
}

async function looks() {
  await step('the language changes at once and stays', async () => {
    await page.locator('header .rest button[lang=en]').click()
    await page.locator('nav a', { hasText: 'Coverage' }).waitFor()
    await page.reload()
    await page.locator('nav a', { hasText: 'Coverage' }).click()
    await page.locator('main', { hasText: 'Face to face' }).waitFor()
    await looked(page, 'english')
    await page.locator('header .rest button[lang=zh-CN]').click()
    await page.locator('nav a', { hasText: '覆盖' }).waitFor()
  })
  await step('in the dark, and again after a reload', async () => {
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    const light = await ground()
    await page.locator('header .rest button').first().click()
    await page.reload()
    await page.locator('.totals').waitFor()
    holds((await ground()) !== light, 'the ground is as light as before')
    await looked(page, 'dark')
    await page.locator('header .rest button').first().click()
  })
  await step('signed out, nothing can be read, and signing in again goes on', async () => {
    await signOut(page)
    same(
      await page.evaluate(async () => (await fetch('console/api/visits')).status),
      401,
      'reading after signing out',
    )
    await page.goto(`${office.url}#/findings`)
    await page.locator('#account').waitFor()
    await signIn(page, office.console)
    await count(page, 'tbody tr', 2, 'problems')
  })
}

try {
  await openConsole(page, office.url, { locale: 'zh', theme: 'light', textSize: 'normal' })
  await signingIn()
  await beforeTheFirst()
  await whatComesIn()
  await villages({ page, cadre: cadre.name })
  await imports({ page, village: cadre.villages[0] })
  await households({ page })
  await ledger({ office, first, second, officers })
  await leads({ page, first })
  await revoking()
  await looks()
  await step('no page threw an error', () =>
    same(desks.flatMap((desk) => desk.faults).join('; '), '', 'errors of the pages'),
  )
} catch {
  // Said by the step.
  for (const [at, desk] of desks.entries()) await picture(desk.page, `failed-${at}`).catch(() => undefined)
} finally {
  for (const desk of desks) await desk.close()
  await office.kill()
}
ended()
