// How a cadre's thumb goes through a visit: what the roster says is confirmed, the rest is tapped. `page` is a page of
// Playwright or a window of webdriver.mjs; only what both can do is used here.
const ROUNDS = 60
export const PIN = '482913'
export const FOCUSES = ['F1', 'F2', 'F3', 'F4', 'F5', 'F6']

/** Everything with this name that can be seen. */
export function named(page, name) {
  return page.locator(`[data-test="${name}"]`)
}

/** To a screen by its path, as a link does. */
export async function goTo(page, path) {
  await page.evaluate((to) => {
    location.hash = to
  }, `#${path}`)
}

/** First start: the office's text, and a PIN given twice. */
export async function enrol(page, ticket) {
  await named(page, 'ticket').fill(ticket)
  await named(page, 'ticket-view').waitFor()
  await named(page, 'pin-first').fill(PIN)
  await named(page, 'pin-again').fill(PIN)
}

export async function unlock(page) {
  await named(page, 'pin').fill(PIN)
  await named(page, 'unlock').click()
}

/** Opens the first household of the list under one filter, with the other filters off. */
export async function openHousehold(page, filter) {
  await goTo(page, '/households')
  await named(page, 'household-row').first().waitFor()
  for (const chip of await page.locator('[data-test^="filter-"]').all()) {
    const wanted = (await chip.getAttribute('data-test')) === filter
    if ((await chip.getAttribute('aria-pressed')) !== String(wanted)) await chip.click()
  }
  await page.waitForTimeout(500)
  await named(page, 'household-row').first().click()
  await named(page, 'household').waitFor()
}

/** How many askings of the focus that is shown are answered. */
export function answers(page) {
  return page.locator('article:not([data-status=open])').count()
}

/** The number of operations that wait on this device. */
export async function pending(page) {
  await goTo(page, '/sync')
  await named(page, 'sync-page').waitFor()
  // Longer than the beat in which the core tells of changes.
  await page.waitForTimeout(1500)
  return Number(await named(page, 'pending').innerText())
}

/** Hands in by a tap, until nothing waits. */
export async function handIn(page) {
  await goTo(page, '/sync')
  await named(page, 'sync-now').click()
  await page.waitForFunction(() => document.querySelector('[data-test=pending]')?.textContent === '0')
}

/** Waits until the core has committed the last tap. */
export async function kept(page) {
  await page.waitForFunction(() => /✓/.test(document.querySelector('[data-test="kept"]')?.textContent ?? ''))
}

async function fillSheet(card) {
  const none = card.locator('[role=checkbox][data-code=none]')
  if (await none.count()) return none.first().click()
  const amounts = {
    wage: '30000',
    business_gross: '4000',
    business_cost: '1000',
    property: '0',
    transfer: '1200',
    persons: '3',
  }
  for (const input of await card.locator('input[data-test^="field-"]').all()) {
    const field = (await input.getAttribute('data-test')).slice('field-'.length)
    await input.fill(amounts[field] ?? '1')
    await input.blur()
  }
}

/** Options that raise something, so that the visit ends with a problem and a lead. */
const TELLING = { 'F1.06': 'illness', 'F5.02': 'direct' }

async function answerCard(page, card) {
  const item = (await card.getAttribute('data-test')).slice('item-'.length)
  if (TELLING[item]) {
    const change = card.locator('[data-test=change]')
    if (await change.count()) await change.first().click()
    return card.locator(`[data-code=${TELLING[item]}]`).first().click()
  }
  for (const simple of ['confirm-all', 'confirm']) {
    const button = card.locator(`[data-test=${simple}]`)
    if (await button.count()) return button.first().click()
  }
  if (await card.locator('input[data-test^="field-"]').count()) return fillSheet(named(page, `item-${item}`))
  const option = card.locator('[role=radio], [role=checkbox]')
  if (await option.count()) return option.first().click()
  throw new Error(`nothing can be tapped on ${item}`)
}

const OPEN = 'article[data-status=open]:not(:has([data-test=to-see]))'

/** Answers the first thing that is open on the focus that is shown, and waits until it is kept. */
export async function answerOne(page) {
  await named(page, 'focus').waitFor()
  await answerCard(page, page.locator(OPEN).first())
  await kept(page)
}

/** Answers whatever is open on the focus that is shown. */
export async function answerFocus(page) {
  await named(page, 'focus').waitFor()
  const group = named(page, 'confirm-group')
  while (await group.count()) {
    await group.first().click()
    await kept(page)
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    if (!(await page.locator(OPEN).count())) return
    await answerOne(page)
  }
  throw new Error('a focus did not come to an end')
}

/** Goes through the focuses that this household has, from one to another; `seen` is called on each. */
export async function answerFocuses(page, codes = FOCUSES, seen = async () => {}) {
  for (const code of codes) {
    const tab = named(page, `step-focus/${code}`)
    if (!(await tab.count())) continue
    await tab.click()
    await answerFocus(page)
    await seen(code)
  }
}

/** What the summary says is missing. */
async function missing(page) {
  await named(page, 'step-summary').click()
  return named(page, 'gaps').innerText()
}

/** From the summary to the next thing that is missing, until nothing is. */
export async function complete(page) {
  for (let round = 0; round < ROUNDS; round += 1) {
    await named(page, 'step-summary').click()
    await named(page, 'summary').waitFor()
    await kept(page)
    const undecided = page.locator('[data-test=flag]:not(:has([data-test=decided])) [data-test=flag-confirm]')
    while (await undecided.count()) {
      await undecided.first().click()
      await kept(page)
    }
    if (await named(page, 'complete').count()) return
    const said = await named(page, 'gaps').innerText()
    await named(page, 'next').click()
    await page.waitForTimeout(150)
    if (await named(page, 'summary').count()) throw new Error(`the summary cannot be completed: ${said}`)
    await kept(page)
    for (const text of await page.locator('textarea[data-test^="evidence-"]').all()) {
      if (!(await text.inputValue())) {
        await text.fill('不便拍照，原因：主人不愿意')
        await text.blur()
      }
    }
    await kept(page)
    if (await named(page, 'focus').count()) await answerFocus(page)
  }
  throw new Error(`the visit does not come to an end, it lacks: ${await missing(page)}`)
}

/** Fills what a mode asks for. */
export async function chooseMode(page, mode) {
  await page.locator(`[role=radio][data-code=${mode}]`).click()
  await kept(page)
  const fields = {
    'phone-number': '13900000000',
    whereabouts: '广东省-东莞市-长安镇',
    'away-since': '2021-03',
    'proxy-name': '李代',
    'proxy-relation': '侄子',
    'proxy-reason-text': '年纪大，耳背',
    'proxy-phone': '13900000001',
    observation: '老人在家，由侄子代答',
    'mode-reason': '家里只有一位老人，耳背',
  }
  if (mode === 'proxy') await page.locator('[role=radio][data-code=age]').click()
  if (mode === 'proxy') await page.locator('[role=radio][data-code=yes]').last().click()
  await kept(page)
  for (const [name, text] of Object.entries(fields)) {
    const field = named(page, name)
    if ((await field.count()) && !(await field.inputValue())) {
      await field.fill(text)
      await field.blur()
      await kept(page)
    }
  }
  // The reason is asked for once the mode has been judged.
  await page.waitForTimeout(300)
  const reason = named(page, 'mode-reason')
  if ((await reason.count()) && !(await reason.inputValue())) {
    await reason.fill(fields['mode-reason'])
    await reason.blur()
    await kept(page)
  }
}

/** Mode, notice and members: up to the first focus. */
export async function enterVisit(page, mode) {
  await named(page, 'go-visit').click()
  await named(page, 'kept').waitFor()
  await chooseMode(page, mode)
  await named(page, 'next').click()
  await page.locator('[role=radio][data-code=read]').click()
  await named(page, 'member-check').first().waitFor()
  await named(page, 'next').click()
  await named(page, 'focus').waitFor()
}

/** Saves the visit that is complete. */
export async function save(page) {
  await named(page, 'next').click()
  await named(page, 'saved').waitFor()
}
