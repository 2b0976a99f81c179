// The field app in its real window under a display: enrols, makes a whole visit in each of the three modes, is killed
// for real in the middle of one and goes on where it was, hands in; then the office is asked what has arrived. Run by
// `npm run e2e:window` in ui/. Environment: ZOUFANG_OFFICE and ZOUFANG_APP name the binaries; tauri-driver is found on
// the PATH.
import { resolve } from 'node:path'
import { binary, newFolder, startOffice } from './programs.mjs'
import { ended, holds, same, step } from './report.mjs'
import * as walk from './visit.mjs'
import { startDriver } from './webdriver.mjs'

const { named } = walk
const office = await startOffice()
const app = await startDriver(resolve(binary('ZOUFANG_APP', 'zoufang-app')), {
  ZOUFANG_DATA: newFolder('window'),
})
let window

async function place() {
  return window.evaluate(() => location.hash)
}

/** Decides, completes and saves; 已存本机 is what the screen must say then. */
async function finish() {
  await walk.complete(window)
  await walk.save(window)
  const said = await named(window, 'saved').innerText()
  holds(said.includes('已存本机'), `the screen after saving says: ${said}`)
}

async function visitFrom(filter, mode) {
  await walk.openHousehold(window, filter)
  await walk.enterVisit(window, mode)
  await walk.answerFocuses(window)
  await finish()
}

/** Begun, half answered, the window killed; taken up again from 我的走访. */
async function killedOnTheWay() {
  await walk.openHousehold(window, 'filter-not_visited')
  await walk.enterVisit(window, 'phone')
  await walk.answerFocuses(window, ['F1'])
  await named(window, 'step-focus/F2').click()
  await walk.answerOne(window)
  const [at, answered] = [await place(), await walk.answers(window)]
  holds(answered > 0, 'no answer was taken before the kill')
  await app.kill()
  window = await app.openWindow()
  await walk.unlock(window)
  await named(window, 'households').waitFor()
  await walk.goTo(window, '/mine')
  await named(window, 'draft').waitFor()
  same(await named(window, 'draft').count(), 1, 'visits left open')
  await named(window, 'resume').click()
  await named(window, 'focus').waitFor()
  same(await place(), at, 'the screen after the kill')
  same(await walk.answers(window), answered, 'answers after the kill')
}

try {
  await step('the window opens, enrols and shows the list', async () => {
    window = await app.openWindow()
    await walk.enrol(window, office.cadres[0].ticket)
    await named(window, 'enrol').click()
    await named(window, 'household-row').first().waitFor()
  })
  await step('locked by hand, it opens with the PIN', async () => {
    await walk.goTo(window, '/settings')
    await named(window, 'lock').click()
    await walk.unlock(window)
    await named(window, 'household-row').first().waitFor()
  })
  await step('goes offline: the office is killed', () => office.kill())
  await step('面访: a whole visit, said to be 已存本机', () => visitFrom('filter-priority', 'face'))
  await step('电访: killed with kill -9 in the middle, it goes on exactly where it was', killedOnTheWay)
  await step('电访: the killed visit is finished, said to be 已存本机', async () => {
    await walk.answerFocuses(window)
    await finish()
  })
  await step('代答: a whole visit, said to be 已存本机', () => visitFrom('filter-not_visited', 'proxy'))
  await step('back online one tap hands everything in', async () => {
    const waiting = await walk.pending(window)
    // Each visit with its problem and its lead.
    holds(waiting >= 9, `three visits with a problem and a lead must wait, ${waiting} operations do`)
    await office.start()
    await walk.handIn(window)
    await walk.goTo(window, '/mine')
    await window.waitForFunction(() => document.querySelectorAll('.state.handed_in').length === 3)
  })
  await step('the office has the three visits with their modes, problems and leads', async () => {
    const ask = await office.signedIn()
    const { rows, total } = await ask('visits')
    same(total, 3, 'visits in the office')
    same(
      rows
        .map((visit) => visit.mode)
        .sort()
        .join(' '),
      'face phone proxy',
      'their modes',
    )
    for (const visit of rows) {
      const { findings, candidates } = await ask(`visits/${visit.id}`)
      holds(findings.length > 0, `the ${visit.mode} visit arrived without its problem`)
      const confirmed = candidates
        .flatMap((lead) => lead.reasons)
        .filter((reason) => reason.decision.kind === 'confirmed')
      holds(confirmed.length > 0, `the ${visit.mode} visit arrived without a confirmed lead`)
    }
    const { total: all } = await ask('coverage')
    same(`${all.face} ${all.phone} ${all.proxy}`, '1 1 1', 'households covered by mode')
  })
} catch {
  // Said by the step.
} finally {
  await app.end()
  await office.kill()
}
ended()
