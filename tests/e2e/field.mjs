// The main way through the field app in Chromium at phone size over the real commands: enrol, unlock, a visit in each
// mode, killed in the middle and resumed, handed in; axe on what is met, in both text sizes. Run by `npm run e2e` in
// ui/. Environment: ZOUFANG_OFFICE and ZOUFANG_BRIDGE name the binaries; the rest is in browser.mjs.
import { DESK, picture, pictureOf } from './browser.mjs'
import { judged, onPhone } from './phone.mjs'
import { holds, same, step } from './report.mjs'
import * as walk from './visit.mjs'

const { named } = walk

async function visitInMode(page, mode) {
  const face = mode === 'face'
  await walk.openHousehold(page, face ? 'filter-priority' : 'filter-not_visited')
  await walk.enterVisit(page, mode)
  if (face) await judged(page, 'focus')
  await walk.answerFocuses(page, walk.FOCUSES, async (code) => {
    if (face && code === 'F1') await pictureOf(page, 'income', 'field-income')
    if (face && (code === 'F1' || code === 'F5')) await pictureOf(page, 'flag', `field-flag-${code}`)
  })
  await walk.complete(page)
  await judged(page, `summary-${mode}`)
  await walk.save(page)
  await judged(page, 'saved')
}

await onPhone(async ({ office, bridge, page, faults }) => {
  await step('a text that is no enrolment is refused in words', async () => {
    await page.goto(bridge.url)
    await named(page, 'ticket').fill('hello')
    await named(page, 'trouble').waitFor()
    await judged(page, 'enrol')
  })
  await step('enrols with the office’s text and a PIN given twice', async () => {
    await walk.enrol(page, office.cadres[0].ticket)
    await picture(page, 'field-enrol-ticket')
    await named(page, 'enrol').click()
    await named(page, 'households').waitFor()
  })
  await step('the list arrives and is searched while typing', async () => {
    await named(page, 'household-row').first().waitFor({ timeout: 60_000 })
    const name = await named(page, 'household-row').first().locator('b').innerText()
    await named(page, 'search').fill(name)
    await page.waitForTimeout(400)
    holds((await named(page, 'household-row').first().innerText()).includes(name), `${name} is not found`)
    await named(page, 'search').fill('')
    await page.waitForTimeout(400)
    await judged(page, 'households')
  })
  await step('goes offline: the office is killed', () => office.kill())
  await step('a household and the ways of visiting it', async () => {
    await walk.openHousehold(page, 'filter-priority')
    await judged(page, 'household')
    await named(page, 'go-visit').click()
    await named(page, 'kept').waitFor()
    await page.locator('[role=radio][data-code=phone]').click()
    await walk.kept(page)
    await judged(page, 'mode')
    await page.goBack()
    await named(page, 'household').waitFor()
  })
  for (const mode of ['face', 'phone', 'proxy']) {
    await step(`a whole visit, ${mode}`, () => visitInMode(page, mode))
  }
  let waiting = 0
  await step('everything waits on the phone', async () => {
    waiting = await walk.pending(page)
    holds(waiting >= 3, `three visits must wait, ${waiting} operations do`)
    await judged(page, 'sync')
  })
  await step('killed in the middle of a visit, it opens where it was', async () => {
    await walk.openHousehold(page, 'filter-not_visited')
    await walk.enterVisit(page, 'face')
    await walk.answerFocus(page)
    const answered = await walk.answers(page)
    const at = new URL(page.url()).hash
    await bridge.kill()
    await bridge.start()
    await page.reload()
    await named(page, 'pin').waitFor()
    await judged(page, 'unlock')
    await walk.unlock(page)
    await named(page, 'focus').waitFor()
    same(new URL(page.url()).hash, at, 'the screen after unlocking')
    same(await walk.answers(page), answered, 'answers after the kill')
    same(await walk.pending(page), waiting, 'operations after the kill')
  })
  await step('a wrong PIN is said with the tries left', async () => {
    await walk.goTo(page, '/settings')
    await judged(page, 'settings')
    await named(page, 'lock').click()
    await named(page, 'pin').fill('739204')
    await named(page, 'unlock').click()
    await named(page, 'trouble').waitFor()
    await walk.unlock(page)
    await named(page, 'households').waitFor()
  })
  await step('my visits say that they are kept here', async () => {
    await walk.goTo(page, '/mine')
    await named(page, 'own-visit').first().waitFor()
    same(await page.locator('.state.saved_here').count(), 3, 'visits kept here')
    await judged(page, 'mine')
  })
  await step('back online everything is handed in by one tap', async () => {
    await office.start()
    await walk.handIn(page)
    holds(
      Number(await named(page, 'accepted').innerText()) >= waiting,
      'accepted operations reach those sent',
    )
    await picture(page, 'field-sync-done')
    await walk.goTo(page, '/mine')
    await page.locator('.state.handed_in').first().waitFor()
    same(await page.locator('.state.handed_in').count(), 3, 'visits handed in')
  })
  await step('on a desk, in the dark and in English', async () => {
    await page.setViewportSize(DESK)
    await page.evaluate(() =>
      localStorage.setItem(
        'zoufang.settings',
        JSON.stringify({ textSize: 'normal', theme: 'dark', locale: 'en' }),
      ),
    )
    await page.goto(`${bridge.url}#/households`)
    await page.reload()
    await named(page, 'household-row').first().waitFor()
    await judged(page, 'desk-households')
    await page.setViewportSize({ width: 360, height: 640 })
    await walk.openHousehold(page, 'filter-drafts')
    await judged(page, 'dark-household')
    await named(page, 'go-visit').click()
    await named(page, 'kept').waitFor()
    await judged(page, 'dark-visit')
    for (const [route, name] of [
      ['sync', 'sync-page'],
      ['settings', 'lock'],
      ['about', 'sync-badge'],
      ['mine', 'own-visit'],
    ]) {
      await walk.goTo(page, `/${route}`)
      await named(page, name).first().waitFor()
      await judged(page, `dark-${route}`)
    }
  })
  await step('no screen threw an error', () => same(faults.join('; '), '', 'errors of the page'))
})
