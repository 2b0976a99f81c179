// Villages and who visits there, in Chromium over a real office. Steps of console.mjs.
import { looked, rows, shows, sure, toPage } from './desk.mjs'
import { same, step } from './report.mjs'

const dialog = (page) => page.locator('.el-dialog form')

/** `cadre` is one of the demo's. */
export async function villages({ page, cadre }) {
  await step('a village is added, and one that is there already is refused by field', async () => {
    await toPage(page, 'villages')
    await rows(page).first().waitFor()
    await looked(page, 'villages')
    await page.getByText('新增村').click()
    await dialog(page).locator('input').first().fill('试验村')
    const [, code] = await dialog(page).locator('input').all()
    const taken = await rows(page).first().locator('td').nth(1).innerText()
    await code.fill(taken)
    await dialog(page).locator('textarea').fill('1组\n2组')
    await dialog(page).locator('[type=submit]').click()
    await dialog(page).locator('[role=alert]', { hasText: '村码' }).waitFor()
    await looked(page, 'village-refused')
    await code.fill('SYC')
    await dialog(page).locator('[type=submit]').click()
    await dialog(page).waitFor({ state: 'hidden' })
    await shows(rows(page).filter({ hasText: '试验村' }), ['SYC', '1组、2组', '还没有人'])
  })
  await step('a cadre is assigned a group of it, and the assignment is taken back after a second yes', async () => {
    const village = rows(page).filter({ hasText: '试验村' })
    await village.getByText('安排干部').click()
    await dialog(page).locator('select').selectOption({ label: cadre })
    await dialog(page).locator('fieldset label', { hasText: '2组' }).locator('input').check()
    await page.waitForTimeout(400)
    await looked(page, 'assign')
    await dialog(page).locator('[type=submit]').click()
    await village.locator('li', { hasText: cadre }).waitFor()
    await shows(village.locator('li'), ['2组'])
    await village.locator('li button').click()
    await shows(page.locator('.el-message-box'), ['没交的仍可上报'])
    await sure(page)
    await village.getByText('还没有人').waitFor()
    same(await village.locator('li').count(), 0, 'assignments that were taken back')
  })
}
