// The console in Chromium at a desk: what the tests of it share.
import { judge, picture } from './browser.mjs'
import { holds, same } from './report.mjs'

/** Looks of the console as its frame remembers them in the browser. */
export async function openConsole(page, url, looks) {
  await page.goto(url)
  await page.evaluate((chosen) => localStorage.setItem('zoufang-office-looks', JSON.stringify(chosen)), looks)
  await page.reload()
}

export async function signIn(page, { account, password }) {
  await page.locator('#account').fill(account)
  await page.locator('#password').fill(password)
  await page.locator('#password').press('Enter')
  await page.locator('nav a').first().waitFor()
}

/** The frame's last button. */
export async function signOut(page) {
  await page.locator('header .rest button').last().click()
  await page.locator('#account').waitFor()
}

/** To a page of the frame by its link, as a mouse does. */
export async function toPage(page, name) {
  await page.locator(`nav a[href="#/${name}"]`).click()
  await page.locator('main h1').waitFor()
}

/** Waits until this many stand there. */
export async function count(page, css, wanted, what) {
  const enough = ([css, number]) => document.querySelectorAll(css).length === number
  await page
    .waitForFunction(enough, [css, wanted])
    .catch(async () => same(await page.locator(css).count(), wanted, what))
}

export async function shows(locator, words) {
  const said = await locator.innerText()
  for (const word of words) holds(said.includes(word), `“${word}” is missing in: ${said.slice(0, 300)}`)
}

/** The page as it stands: axe, width, and a picture when pictures are kept. */
export async function looked(page, name) {
  await judge(page, name)
  await picture(page, `console-${name}`)
}

export const rows = (page) => page.locator('tbody tr')

/** What is open beside a list. */
export const drawer = (page) => page.locator('.el-drawer article')

/** Takes a step in the open drawer: its button, what its form asks for by label, and the second yes when there is one. */
export async function take(page, label, filled = {}) {
  const board = drawer(page)
  await board.locator('.steps button.act').getByText(label, { exact: true }).click()
  for (const [name, value] of Object.entries(filled)) {
    const field = board.locator('form label', { hasText: name }).locator('input,textarea,select').first()
    const kind = await field.evaluate((element) => element.type)
    if (kind === 'checkbox') await field.check()
    else if (kind.startsWith('select')) await field.selectOption({ label: value })
    else await field.fill(value)
  }
}

/** Sends the open form. */
export const send = (page) => drawer(page).locator('form button[type=submit]').click()

/** The second yes. */
export async function sure(page) {
  await page.locator('.el-message-box__btns .el-button--primary').click()
  await page.locator('.el-message-box').waitFor({ state: 'hidden' })
}

/** Why a step that is there cannot be taken. */
export async function against(page, label) {
  const offer = drawer(page).locator('.steps li', { hasText: label }).first()
  await offer.waitFor()
  holds(await offer.locator('button').isDisabled(), `“${label}” can be taken`)
  return offer.locator('.quiet').innerText()
}

/** The state that the open finding or lead says of itself. */
export async function stands(page, state) {
  await drawer(page).locator('.tags .tag', { hasText: state }).first().waitFor()
}
