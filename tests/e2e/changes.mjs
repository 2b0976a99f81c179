// What a cadre takes back, puts right or gives up, in Chromium at phone size over the real commands and a real office:
// undo, a draft deleted, a flag edited and one rejected, a phone number proposed, a visit amended, a copied phone's
// visit refused, a visit outside the list deferred. Run by `npm run e2e` in ui/.
import { judged, onPhone } from './phone.mjs'
import { startBridge } from './programs.mjs'
import { holds, same, step } from './report.mjs'
import * as walk from './visit.mjs'

const { named } = walk

async function answerDialog(page, how) {
  await page.locator(`.van-dialog__${how}`).last().click()
  await page.waitForTimeout(400)
}

/** What the sync page shows of operations that need a person, once it shows `count` of them. */
async function refusals(page, count) {
  await walk.goTo(page, '/sync')
  await page.waitForFunction(
    (wanted) => document.querySelectorAll('[data-test=refused-entry]').length === wanted,
    count,
  )
  return named(page, 'refused-entry').all()
}

async function visitOf(page, household) {
  await walk.goTo(page, '/mine')
  return named(page, 'own-visit')
    .filter({ has: page.locator(`a[href$="${household}"]`) })
    .first()
}

/** A household not visited yet, opened; its id. */
async function nextHousehold(page, filter = 'filter-not_visited') {
  await walk.openHousehold(page, filter)
  return new URL(page.url()).hash.split('/').pop()
}

/** From the household that is open to 已存本机. */
async function wholeVisit(page, mode = 'face') {
  await walk.enterVisit(page, mode)
  await walk.answerFocuses(page)
  await walk.complete(page)
  await walk.save(page)
}

/** Opens the form behind a flag's button, gives the reason and decides. */
async function decide(page, flag, button, reason) {
  await flag.locator(`[data-test=${button}]`).click()
  await named(page, 'decision-reason').fill(reason)
  if (button === 'flag-edit') await page.locator('[role=radio][data-code=critical]').click()
  await judged(page, button)
  await named(page, 'decide').click()
  await named(page, 'decision-reason').waitFor({ state: 'detached' })
  await walk.kept(page)
  holds(
    (await flag.locator('[data-test=decided]').innerText()).includes(reason),
    `${button} does not show its reason`,
  )
}

async function office2device(page, office) {
  await office.start()
  await walk.handIn(page)
}

await onPhone(async ({ office, bridge, page, faults }) => {
  await step('a device with its list', async () => {
    await page.goto(bridge.url)
    await walk.enrol(page, office.cadres[0].ticket)
    await named(page, 'enrol').click()
    await named(page, 'household-row').first().waitFor({ timeout: 60_000 })
  })
  await step('an answer is taken back by 撤销 and can be given again', async () => {
    await nextHousehold(page)
    await walk.enterVisit(page, 'face')
    const before = await walk.answers(page)
    await walk.answerOne(page)
    holds((await walk.answers(page)) > before, 'no answer was taken')
    await named(page, 'undo').click()
    await walk.kept(page)
    same(await walk.answers(page), before, 'answers after undo')
    await walk.answerOne(page)
    holds((await walk.answers(page)) > before, 'no answer was taken after undo')
  })
  await step('a draft is deleted only after a second yes', async () => {
    const drafts = async () => {
      await walk.goTo(page, '/mine')
      await named(page, 'sync-badge').waitFor()
      await page.waitForTimeout(400)
      return named(page, 'draft').count()
    }
    same(await drafts(), 1, 'drafts before')
    await named(page, 'resume').click()
    await named(page, 'step-summary').click()
    await named(page, 'discard').click()
    await answerDialog(page, 'cancel')
    same(await drafts(), 1, 'drafts after “keep”')
    await named(page, 'resume').click()
    await named(page, 'step-summary').click()
    await named(page, 'discard').click()
    await answerDialog(page, 'confirm')
    await named(page, 'households').waitFor()
    same(await drafts(), 0, 'drafts after “delete”')
    same(await walk.pending(page), 0, 'operations after deleting a draft')
  })
  let household
  let flagTitle = ''
  await step('one flag is edited and one rejected, each with its reason', async () => {
    household = await nextHousehold(page, 'filter-priority')
    await walk.enterVisit(page, 'face')
    await walk.answerFocuses(page)
    await named(page, 'step-summary').click()
    const finding = named(page, 'flag').filter({ hasText: '问题：' }).first()
    const lead = named(page, 'flag').filter({ hasNotText: '问题：' }).first()
    flagTitle = await finding.locator('.title').innerText()
    await decide(page, finding, 'flag-edit', '已联系供水站，影响不大')
    await decide(page, lead, 'flag-reject', '住院费用已报销完毕')
    await walk.complete(page)
    await walk.save(page)
  })
  await step('a phone number put right is proposed to the office, and waits while offline', async () => {
    await walk.handIn(page)
    await office.kill()
    const waiting = await walk.pending(page)
    await walk.goTo(page, `/household/${household}`)
    await named(page, 'correct-phone').first().click()
    await named(page, 'new-phone').fill('12')
    holds(await named(page, 'propose').isDisabled(), 'a number of two digits can be proposed')
    await named(page, 'new-phone').fill('13900001234')
    await judged(page, 'correct-phone')
    await named(page, 'propose').click()
    await named(page, 'new-phone').waitFor({ state: 'detached' })
    same(await walk.pending(page), waiting + 1, 'operations after the proposal')
  })
  await step('the office has the visit, the edited problem, the rejected lead, and the proposal', async () => {
    const before = Number(await named(page, 'accepted').innerText())
    await office2device(page, office)
    same(Number(await named(page, 'accepted').innerText()), before + 1, 'operations accepted with the proposal')
    same(await named(page, 'refused-entry').count(), 0, 'operations refused')
    const ask = await office.signedIn()
    const { rows } = await ask('visits')
    same(rows.length, 1, 'visits in the office')
    const { findings, candidates } = await ask(`visits/${rows[0].id}`)
    const edited = findings.find((finding) => flagTitle.includes(finding.title))
    same(edited?.severity, 'critical', 'the severity that the problem was given')
    const reasons = candidates.flatMap((lead) => lead.reasons)
    const rejected = reasons.find((reason) => reason.decision.kind === 'rejected')
    same(rejected?.decision.reason, '住院费用已报销完毕', 'why the lead was rejected')
  })
  await step('a visit that an officer returned says on the phone what is to be looked at', async () => {
    const officer = await office.signedIn(office.addOfficer('专班甲', 'task_force'))
    const [{ id }] = (await officer('visits')).rows
    const { review, focuses } = await officer(`visits/${id}`)
    const [{ item, member_id }] = focuses[0].answers
    const remarks = [
      { item, ...(member_id ? { member: member_id } : {}), text: '请再核实这一项' },
      { text: '请再上门看一次' },
    ]
    await officer.post(`visits/${id}/review`, { expected_version: review.version, step: { kind: 'return', remarks } })
    await walk.goTo(page, '/sync')
    await named(page, 'sync-now').click()
    const own = await visitOf(page, household)
    await own.locator('[data-state=returned]').waitFor({ timeout: 30_000 })
    same(await own.locator('[data-test=town-remark]').count(), 2, 'remarks on the phone')
    await judged(page, 'returned')
  })
  await step('a visit handed in is amended with a reason, and not without', async () => {
    const own = await visitOf(page, household)
    await own.locator('[data-test=amend]').click()
    await named(page, 'amend-reason').waitFor()
    await named(page, 'remarks').waitFor()
    await named(page, 'next').click()
    holds(await named(page, 'gaps').count(), 'an amendment without a reason is complete')
    await judged(page, 'amend')
    await named(page, 'amend-reason').fill('户主补充了务工情况')
    await named(page, 'amend-reason').blur()
    await named(page, 'remark').fill('更正后的备注')
    await named(page, 'remark').blur()
    await walk.kept(page)
    await walk.complete(page)
    await walk.save(page)
    await walk.handIn(page)
    const ask = await office.signedIn()
    const { rows } = await ask('visits')
    same(rows.length, 1, 'visits in the office after the amendment')
    const { version, amendments, remark, review } = await ask(`visits/${rows[0].id}`)
    same(review.state, 'handed_in', 'the review after the correction')
    holds(review.answered, 'the correction does not count as an answer')
    same(version, 2, 'the version in the office')
    same(amendments[0]?.reason, '户主补充了务工情况', 'the reason in the office')
    same(remark, '更正后的备注', 'the remark in the office')
    holds((await (await visitOf(page, household)).innerText()).includes('第 2 版'), 'the second version is not shown')
    same(await (await visitOf(page, household)).locator('[data-test=town-review]').count(), 0, 'remarks after the answer')
  })
  await step('a visit that a copied phone handed in first is refused with its reason', async () => {
    household = await nextHousehold(page)
    await walk.enterVisit(page, 'face')
    await bridge.kill()
    const twin = await startBridge(bridge.folder)
    const other = await (
      await page.context().browser().newContext({ viewport: page.viewportSize() })
    ).newPage()
    await other.goto(twin.url)
    await walk.unlock(other)
    await walk.goTo(other, `/household/${household}`)
    await named(other, 'go-visit').click()
    await walk.answerFocuses(other)
    await walk.complete(other)
    await walk.save(other)
    await walk.handIn(other)
    await twin.kill()
    await other.context().close()
    await bridge.start()
    await page.reload()
    await walk.unlock(page)
    await named(page, 'focus').waitFor()
    await walk.answerFocuses(page)
    await walk.complete(page)
    await named(page, 'remark').fill('这台手机上填的')
    await named(page, 'remark').blur()
    await walk.kept(page)
    await walk.save(page)
    await walk.handIn(page)
    const entries = await refusals(page, 1)
    const said = await entries[0].innerText()
    holds(said.includes('镇上退回') && said.includes('同一编号已有不同内容'), `the refusal says: ${said}`)
    await judged(page, 'sync-refused')
    const own = await (await visitOf(page, household)).innerText()
    holds(own.includes('镇上退回') && own.includes('同一编号已有不同内容'), `my visits say: ${own}`)
    await judged(page, 'mine-refused')
    holds(office.command('doctor').includes('1 conflicting'), 'the office has not kept the other content')
  })
  await step('what was refused leaves the list only after a second yes', async () => {
    const discard = async (how) => {
      await named(page, 'discard-refused').click()
      await answerDialog(page, how)
    }
    await refusals(page, 1)
    await discard('cancel')
    await refusals(page, 1)
    await discard('confirm')
    await refusals(page, 0)
    const rejected = (await named(page, 'sync-badge').innerText()).includes('退回')
    holds(!rejected, 'the badge still counts what was given up')
    const own = await (await visitOf(page, household)).innerText()
    holds(!own.includes('已上报'), 'a visit given up looks as if the office counted it')
  })
  await step('a visit in a village taken back meanwhile is deferred with its reason', async () => {
    household = await nextHousehold(page)
    await office.kill()
    for (const village of office.cadres[0].villages)
      office.command('account', 'unassign', office.cadres[0].name, village)
    await wholeVisit(page)
    await office2device(page, office)
    const entries = await page.waitForFunction(
      () => document.querySelectorAll('[data-test=refused-entry]').length,
    )
    holds((await entries.jsonValue()) >= 1, 'nothing is shown as deferred')
    const said = await named(page, 'refused-entry').first().innerText()
    holds(said.includes('镇上先收着') && said.includes('不在您的名单里'), `the deferral says: ${said}`)
    same(await named(page, 'discard-refused').count(), 0, 'ways to give up what the office only keeps')
    await judged(page, 'sync-deferred')
    const own = await (await visitOf(page, household)).innerText()
    holds(own.includes('镇上先收着') && own.includes('不在您的名单里'), `my visits say: ${own}`)
    await judged(page, 'mine-deferred')
    same((await (await office.signedIn())('visits')).total, 2, 'visits counted in the office')
  })
  await step('given the villages again, the office counts the visit it kept', async () => {
    await office.kill()
    for (const village of office.cadres[0].villages)
      office.command('account', 'assign', office.cadres[0].name, village)
    await office2device(page, office)
    same((await (await office.signedIn())('visits')).total, 3, 'visits counted in the office')
  })
  await step('no screen threw an error', () => same(faults.join('; '), '', 'errors of the page'))
})
