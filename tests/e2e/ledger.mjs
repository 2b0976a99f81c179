// Officers at the ledger and at the leads, in Chromium over a real office: a finding through to 销号 by two accounts,
// two officers at the same row, and a lead through its procedure. Steps of console.mjs.
import { picture } from './browser.mjs'
import { against, count, drawer, looked, send, shows, signIn, stands, sure, take, toPage } from './desk.mjs'
import { holds, same, step } from './report.mjs'

const today = (page) => page.evaluate(() => document.querySelector('input[type=date]')?.max)

async function open(page, id, list = 'findings') {
  await page.evaluate(([to, row]) => (location.hash = `#/${to}?open=${row}`), [list, id])
  await drawer(page).locator('h2, .lead').first().waitFor()
}

async function opened(page) {
  await drawer(page).waitFor()
  return new URLSearchParams(page.url().split('?')[1]).get('open')
}

const PLAN = {
  原因分析: '管道老化，水压不足',
  整改措施: '更换入户管道',
  责任人: '赵强',
  责任单位: '水务站',
  责任领导: '孙丽',
}

/** Whatever the severity asks for: 严重 wants the household asked again. */
async function close(page, day) {
  await take(page, '验收销号')
  const asked = drawer(page).locator('form label', { hasText: '回访方式' }).locator('select')
  await asked.selectOption({ index: 1 })
  await drawer(page).locator('form input[type=date]').fill(day)
  await drawer(page).locator('form label', { hasText: '说明' }).locator('input').fill('到户看过，水压正常')
  await send(page)
  await page.locator('.el-message-box').waitFor()
  await shows(page.locator('.el-message-box'), ['验收合格'])
  await page.waitForTimeout(400)
  await looked(page, 'sure')
  await sure(page)
}

/** `first` and `second` are pages of two members of 专班, signed in nowhere yet. */
export async function ledger({ office, first, second, officers }) {
  let settled
  let day
  await step('the ledger is walked with j, k and Escape, and its columns sort on the server', async () => {
    await first.goto(`${office.url}#/findings`)
    await signIn(first, officers[0])
    await count(first, 'tbody tr', 2, 'problems')
    await first.locator('thead button').nth(3).press('Enter')
    await first.waitForFunction(() => location.hash.includes('sort=due'))
    same(await first.locator('th').nth(3).getAttribute('aria-sort'), 'ascending', 'order of the due days')
    await first.evaluate(() => document.activeElement.blur())
    await first.keyboard.press('j')
    settled = await opened(first)
    await first.keyboard.press('j')
    await first.waitForFunction((before) => !location.hash.includes(before), settled)
    await first.keyboard.press('k')
    await first.waitForFunction((before) => location.hash.includes(before), settled)
    await first.waitForTimeout(500)
    await looked(first, 'finding')
    await first.keyboard.press('Escape')
    await drawer(first).waitFor({ state: 'detached' })
    holds(!first.url().includes('open='), 'the address still names the finding that was closed')
  })
  await step('a problem gets its plan without a mouse, is worked on and submitted', async () => {
    await first.locator(`[data-row="${settled}"]`).press('Enter')
    await stands(first, '待整改')
    const plan = drawer(first).locator('.steps button.act', { hasText: '填整改方案' })
    await plan.press('Enter')
    for (const [at, value] of Object.values(PLAN).entries()) {
      if (at) await first.keyboard.press('Tab')
      await first.keyboard.type(value)
    }
    await looked(first, 'plan')
    await first.keyboard.press('Control+Enter')
    for (const value of Object.values(PLAN)) await drawer(first).locator('dd', { hasText: value }).waitFor()
    await take(first, '开始整改')
    await stands(first, '整改中')
    await take(first, '申请销号', {
      整改进展: '已换管道',
      佐证说明: '换管照片',
      佐证件数: '2',
      农户认可: '认可',
    })
    day = await today(first)
    await send(first)
    await stands(first, '申请销号')
  })
  await step('who submitted cannot verify, and is told why', async () => {
    const words = await against(first, '验收销号')
    holds(/不能自己验收/.test(words), `the reason says nothing of the same person: ${words}`)
    await looked(first, 'submitted')
  })
  await step('another officer finds it waiting, and sends it back with the reason', async () => {
    await second.goto(`${office.url}#/findings?list=waiting`)
    await signIn(second, officers[1])
    await count(second, 'tbody tr', 1, 'problems that wait for verification')
    await second.locator('tbody tr .link').press('Enter')
    await take(second, '退回重改', { 原因: '压力表读数没拍' })
    await send(second)
    await stands(second, '退回重改')
  })
  await step('the first sees it come back without touching anything, and submits again', async () => {
    await stands(first, '退回重改')
    await shows(drawer(first).locator('.history'), ['退回重改', '压力表读数没拍', officers[1].account])
    await take(first, '重新整改')
    await stands(first, '整改中')
    await take(first, '申请销号', { 整改进展: '补拍了压力表' })
    const proof = drawer(first).locator('form label', { hasText: '佐证' }).locator('input,textarea')
    const typed = await proof.evaluateAll((fields) => fields.map((field) => field.value))
    same(typed.join(), '换管照片,2', 'the proof given before')
    await send(first)
    await stands(first, '申请销号')
  })
  await step('the second account verifies: 销号, after a second yes', async () => {
    await open(second, settled)
    await stands(second, '申请销号')
    await close(second, day)
    await stands(second, '已销号')
    await shows(drawer(second), ['到户看过，水压正常', officers[1].account])
    await looked(second, 'settled')
    await first.keyboard.press('Escape')
    await second.keyboard.press('Escape')
  })
  await sameRow({ first, second, officers, settled })
}

/** Two officers decide on the same row: the second is told what changed, keeps the writing, and decides anew. */
async function sameRow({ first, second, officers, settled }) {
  const other = first.locator(`[data-row]:not([data-row="${settled}"])`)
  await step('two officers at one problem: the second is told what changed and by whom', async () => {
    await toPage(first, 'findings')
    await other.click()
    await open(second, await opened(first))
    await take(first, '填整改方案', { ...PLAN, 责任人: '钱进' })
    await take(second, '填整改方案', PLAN)
    await send(second)
    await drawer(second).locator('dd', { hasText: PLAN.责任领导 }).waitFor()
    await send(first)
    const told = drawer(first).locator('.stale')
    await told.waitFor()
    await shows(told, ['刚才有人先办了', '填整改方案', officers[1].account])
    await told.locator('summary').first().click()
    await shows(told, ['责任人', '赵强'])
    await looked(first, 'stale')
  })
  await step('what the second wrote is still there, and is sent as a new decision', async () => {
    same(
      await drawer(first).locator('form label', { hasText: '责任人' }).locator('input').inputValue(),
      '钱进',
      'the owner written',
    )
    await send(first)
    await drawer(first).locator('dd', { hasText: '钱进' }).waitFor()
    same(await drawer(first).locator('.stale').count(), 0, 'warnings left')
    await first.keyboard.press('Escape')
    await second.keyboard.press('Escape')
  })
}

/** A lead goes as far as one day allows; the information officer only records what the district decided. */
export async function leads({ page, first }) {
  await step('leads stand with their reasons and days, and the funnel narrows them', async () => {
    await toPage(page, 'candidates')
    await count(page, 'tbody tr', 2, 'leads')
    await looked(page, 'candidates')
    await page.locator('.funnel a', { hasText: '民主评议' }).click()
    await count(page, 'tbody tr', 0, 'leads at the village meeting')
    await page.locator('.funnel a', { hasText: '民主评议' }).click()
    await count(page, 'tbody tr', 2, 'leads')
    await page.locator('tbody .link').first().press('Enter')
    await drawer(page).waitFor()
    await shows(drawer(page).locator('.lead'), ['F2.13', '已确认'])
    holds(
      (await drawer(page).locator('.lead q').first().innerText()).length > 10,
      'the sentence of the notice is missing',
    )
  })
  await step('the information officer is told whose step is next', async () => {
    same(await against(page, '入户核实'), '由村管理员办', 'who verifies')
    await page.keyboard.press('Escape')
  })
  await step('a lead goes through verification and the village meeting to publicity', async () => {
    await toPage(first, 'candidates')
    await first.locator('tbody .link').first().click()
    await take(first, '入户核实', { 核实干部: '周敏' })
    await send(first)
    await drawer(first).locator('li.now', { hasText: '入户核实' }).waitFor()
    await take(first, '提交评议', { 收入支出核实完整: '是' })
    const day = await today(first)
    await drawer(first).locator('form input[type=date]').fill(day)
    await drawer(first).locator('form input[type=checkbox]').first().check()
    await send(first)
    await drawer(first).locator('li.now', { hasText: '民主评议' }).waitFor()
    await take(first, '评议完，开始公示', { 评议日期: day, 评议结果: '一致同意', 公示开始日期: day })
    await send(first)
    await drawer(first).locator('li.now', { hasText: '村内公示' }).waitFor()
  })
  await step('publicity cannot be cut short, and the day it ends is said', async () => {
    const words = await against(first, '公示完，报镇审核')
    holds(/公示/.test(words) && /\d/.test(words), `the day is missing: ${words}`)
    await looked(first, 'lead')
    await first.keyboard.press('Escape')
    await first.locator('.funnel a', { hasText: '村内公示' }).click()
    await count(first, 'tbody tr', 1, 'leads in publicity')
    await picture(first, 'console-funnel')
  })
}
