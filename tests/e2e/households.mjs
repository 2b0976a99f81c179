// The roster in the console, in Chromium over a real office: found as on the phone, narrowed to what is doubtful, a
// number shown whole for a moment, and both tables taken out. Steps of console.mjs.
import { readFileSync } from 'node:fs'
import { count, drawer, looked, rows, shows, toPage } from './desk.mjs'
import { holds, same, step } from './report.mjs'

/** Asks for a table with a purpose; gives the name of the file. */
async function takeOut(page, purpose) {
  await page.getByText('导出……').click()
  const form = page.locator('.el-dialog form')
  await form.waitFor()
  await page.waitForTimeout(400)
  await form.locator('input:not([type=checkbox])').fill(purpose)
  await looked(page, `export-${purpose}`)
  const [download] = await Promise.all([page.waitForEvent('download'), form.locator('[type=submit]').click()])
  same(readFileSync(await download.path()).subarray(0, 2).toString(), 'PK', 'how the file begins')
  await form.waitFor({ state: 'hidden' })
  return download.suggestedFilename()
}

export async function households({ page }) {
  await step('a household is found by initials, and what is doubtful is a list of its own', async () => {
    await toPage(page, 'households')
    await rows(page).first().waitFor()
    await looked(page, 'households')
    await page.locator('input[type=search]').fill('drj')
    await page.waitForFunction(() => location.hash.includes('search=drj'))
    await rows(page).filter({ hasText: '导入甲' }).first().waitFor()
    await page.locator('input[type=search]').fill('')
    await page.waitForFunction(() => !location.hash.includes('search'))
    await page.getByLabel('范围').selectOption('doubtful')
    await page.getByLabel('存疑问题').selectOption({ index: 1 })
    await page.waitForFunction(() => location.hash.includes('fault=DQ'))
    const code = new URLSearchParams(page.url().split('?')[1]).get('fault')
    await rows(page).first().locator('.link').click()
    await drawer(page).getByText(code).first().waitFor()
    await page.waitForTimeout(400)
    await looked(page, 'household')
  })
  await step('a number is shown whole with a reason, and hidden again by itself', async () => {
    // Masked ones have six digits in a row at most; a doubtful one may have any length.
    const whole = /\d{12}/
    holds(!whole.test(await drawer(page).innerText()), 'a whole number before anybody asked')
    const cell = drawer(page).locator('tbody tr').first().locator('td').nth(3)
    await cell.locator('button').click()
    await page.locator('.el-message-box input').fill('核')
    await page.locator('.el-message-box__btns .el-button--primary').click()
    await page.locator('.el-message-box__errormsg', { hasText: '2到100字' }).waitFor()
    await page.locator('.el-message-box input').fill('核对身份证原件')
    await page.locator('.el-message-box__btns .el-button--primary').click()
    await cell.locator('.whole').waitFor()
    holds(whole.test(await cell.innerText()), `no whole number: ${await cell.innerText()}`)
    await cell.locator('.whole').waitFor({ state: 'detached', timeout: 25_000 })
    holds(!whole.test(await drawer(page).innerText()), 'the whole number stayed')
    await page.keyboard.press('Escape')
    await drawer(page).waitFor({ state: 'detached' })
  })
  await step('households and ledger go out as official tables, with their purpose', async () => {
    holds((await takeOut(page, '核对底册')).startsWith('一般农户信息'), 'another table than attachment 2')
    await toPage(page, 'findings')
    await count(page, 'tbody tr', 2, 'problems')
    holds((await takeOut(page, '报送区乡村振兴局')).startsWith('问题整改台账'), 'another table than attachment 4')
    await shows(page.locator('main'), ['问题'])
  })
}
