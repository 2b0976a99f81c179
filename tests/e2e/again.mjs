// 重新登记 in Chromium at phone size: a device that was revoked with unsent work, what it is told, and how the work is
// still handed in. Run by `npm run e2e` in ui/.
import { DESK, openBrowser } from './browser.mjs'
import { rows, signIn, sure, toPage } from './desk.mjs'
import { judged, onPhone } from './phone.mjs'
import { holds, same, step } from './report.mjs'
import * as walk from './visit.mjs'

const { named } = walk

/** Fills the form, sends it and gives what it says against it. */
async function refused(page, text, pin) {
  await named(page, 'ticket').fill(text)
  await named(page, 'ticket-view').waitFor()
  await named(page, 'pin').fill(pin)
  await named(page, 'enrol-again').click()
  await named(page, 'trouble').waitFor()
  await page.waitForTimeout(200)
  const inSight = await named(page, 'trouble').evaluate((card) => {
    const { left, bottom, width } = card.getBoundingClientRect()
    return card.contains(document.elementFromPoint(left + width / 2, bottom - 4))
  })
  holds(inSight, 'what went wrong is out of sight')
  return named(page, 'trouble').innerText()
}

await onPhone(async ({ office, bridge, page, faults }) => {
  const [cadre, other] = office.cadres
  const another = () =>
    office
      .command('enrol-code', '--account', cadre.name)
      .trim()
      .split('\n')
      .pop()
      .trim()
  let waiting = 0
  await step('a device with its list, revoked by the information officer', async () => {
    await page.goto(bridge.url)
    await walk.enrol(page, cadre.ticket)
    await named(page, 'enrol').click()
    await named(page, 'household-row').first().waitFor({ timeout: 60_000 })
    const desk = await openBrowser(DESK)
    await desk.page.goto(office.url)
    await signIn(desk.page, office.console)
    await toPage(desk.page, 'devices')
    await rows(desk.page).first().locator('.link').click()
    await sure(desk.page)
    await rows(desk.page).filter({ hasText: '已停用' }).waitFor()
    await desk.close()
  })
  await step('it still records, keeps what it recorded, and says what to do', async () => {
    await walk.openHousehold(page, 'filter-not_visited')
    await walk.enterVisit(page, 'phone')
    await walk.answerFocuses(page)
    await walk.complete(page)
    await walk.save(page)
    waiting = await walk.pending(page)
    holds(waiting > 0, 'nothing waits on the revoked device')
    await named(page, 'sync-now').click()
    await named(page, 'to-enrol-again').waitFor()
    same(await walk.pending(page), waiting, 'operations on the device after it was refused')
    await judged(page, 'sync-revoked')
    await named(page, 'to-enrol-again').click()
    await named(page, 'enrol-again').waitFor()
    await judged(page, 'enrol-again')
  })
  await step('no text, someone else’s text and a wrong PIN are refused in words', async () => {
    await named(page, 'ticket').fill('这不是登记码')
    await named(page, 'trouble').waitFor()
    const none = await named(page, 'trouble').innerText()
    holds(none.includes('不是登记码'), `of no text it says: ${none}`)
    const theirs = await refused(page, other.ticket, walk.PIN)
    holds(theirs.includes('给别人'), `of another’s text it says: ${theirs}`)
    const wrong = await refused(page, another(), '111111')
    holds(wrong.includes('密码'), `of a wrong PIN it says: ${wrong}`)
    await judged(page, 'enrol-again-refused')
    same(await walk.pending(page), waiting, 'operations on the device after the refusals')
  })
  await step('the cadre’s own text and PIN hand in all that waited', async () => {
    await named(page, 'to-enrol-again').click()
    await named(page, 'ticket').fill(another())
    await named(page, 'ticket-view').waitFor()
    await named(page, 'pin').fill(walk.PIN)
    await named(page, 'enrol-again').click()
    await named(page, 'sync-page').waitFor()
    await page.waitForFunction(() => document.querySelector('[data-test=pending]')?.textContent === '0')
    same(Number(await named(page, 'accepted').innerText()), waiting, 'operations in the office')
    same(await named(page, 'to-enrol-again').count(), 0, 'ways to enrol again')
    const ask = await office.signedIn()
    same((await ask('visits')).rows.length, 1, 'visits in the office')
  })
  await step('no screen threw an error', () => same(faults.join('; '), '', 'errors of the page'))
})
