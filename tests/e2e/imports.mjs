// A file of households through the console, in Chromium over a real office: refused, previewed, its good households
// imported, handed in again. Steps of console.mjs; the file is a CSV as Excel saves one.
import { readFileSync } from 'node:fs'
import { count, looked, shows, sure, toPage } from './desk.mjs'
import { holds, same, step } from './report.mjs'

const data = new URL('../../checklists/2022-shaoyun/templates.json', import.meta.url)
const headers = JSON.parse(readFileSync(data, 'utf8')).attachment2.columns.map((column) => column.header)

/** The last digit of an ID number (GB 11643). */
function checkDigit(body) {
  const sum = [...body].reduce((all, digit, at) => all + Number(digit) * (2 ** (17 - at) % 11), 0)
  return '10X98765432'[sum % 11]
}

/** A household of one person whom no roster knows. */
function person(village, name, sequence, changed = {}) {
  const body = `99010119660708${sequence}`
  const number = body + checkDigit(body)
  const cells = {
    序号: '1',
    '区（县）': '铜梁区',
    '乡（镇）': '少云镇',
    行政村: village,
    村民小组: '1组',
    户主姓名: name,
    户主证件号码: number,
    户类型: '一般农户',
    家庭人口数: '1',
    户联系电话: '13800009999',
    居住状况: '户籍且常住',
    姓名: name,
    性别: Number(sequence) % 2 ? '男' : '女',
    证件类型: '居民身份证',
    证件号码: number,
    出生日期: '1966-07-08',
    民族: '汉族',
    与户主关系: '户主',
    文化程度: '小学',
    健康状况: '健康',
    劳动技能: '普通劳动力',
    是否参加城乡居民基本医疗保险: '是',
    是否参加城镇职工基本医疗保险: '否',
    是否享受低保: '否',
    是否特困供养人员: '否',
    ...changed,
  }
  return headers.map((header) => cells[header] ?? '')
}

const csv = (rows) => Buffer.from(`\uFEFF${[headers, ...rows].map((row) => row.join(',')).join('\r\n')}\r\n`)
const choose = (page, name, buffer) =>
  page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer })
const state = (page, words) => page.locator('.state', { hasText: words }).waitFor()
const tab = (page, name) => page.locator('[role=tab]', { hasText: name })
const shown = (page) => page.locator('[role=tabpanel] tbody tr')

/** `page` is the information officer's; `village` one of the town's. */
export async function imports({ page, village }) {
  const one = person(village, '导入甲', '971')
  const two = person(village, '导入乙', '972')
  const wrong = person(village, '导入丙', '973', { 家庭人口数: '2' })
  await step('the page of imports says where to begin, and the empty template is a workbook', async () => {
    await toPage(page, 'imports')
    await page.getByText('还没有导入过文件').waitFor()
    await looked(page, 'empty-imports')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByText('下载空白模板').first().click(),
    ])
    holds(download.suggestedFilename().endsWith('.xlsx'), download.suggestedFilename())
    same(readFileSync(await download.path()).subarray(0, 2).toString(), 'PK', 'how the template begins')
  })
  await step('a file that is no table is refused in words, and thrown away', async () => {
    await choose(page, '通知.pdf', Buffer.from('%PDF-1.7 not a table'))
    await state(page, '读不出来')
    await shows(shown(page).first(), ['E01', '不是表格文件'])
    await looked(page, 'import-refused')
    await page.getByText('放弃这个文件').click()
    await sure(page)
    await page.getByText('还没有导入过文件').waitFor()
  })
  await step('every error of a file stands with its row, and nothing is imported', async () => {
    await choose(page, '一般农户.csv', csv([one, two, wrong]))
    await state(page, '核对完成')
    await shows(shown(page).first(), ['4', 'E21', '导入丙户家庭人口数填2，实际1行'])
    await looked(page, 'import-errors')
    await tab(page, '新增').click()
    await count(page, '[role=tabpanel] tbody tr', 2, 'new households')
    same(await page.getByText('导入全部').count(), 0, 'ways to import a faulty file whole')
  })
  await step('only the households without errors are imported, after a second yes', async () => {
    await page.getByText('只导入无误的户（2户）').click()
    await shows(page.locator('.el-message-box'), ['有错误的 1 户不导入'])
    await sure(page)
    await state(page, '已导入名册')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByText('下载导入结果').click(),
    ])
    same(download.suggestedFilename(), '一般农户-导入结果.xlsx', 'name of the result')
    await looked(page, 'import-done')
  })
  await step('the corrected file shows what differs, field by field, and brings in the rest', async () => {
    await page.getByText('返回文件列表').click()
    await count(page, 'tbody tr', 1, 'files')
    const moved = [...one]
    moved[headers.indexOf('门牌或小地名')] = '新屋3号'
    await choose(page, '一般农户.csv', csv([moved, two, person(village, '导入丙', '973')]))
    await state(page, '核对完成')
    await tab(page, '有变化').click()
    await shows(shown(page).first(), ['导入甲', '门牌或小地名', '（空） → 新屋3号'])
    await looked(page, 'import-changes')
    await page.reload()
    await tab(page, '无变化').click()
    await count(page, '[role=tabpanel] tbody tr', 1, 'unchanged households')
    await page.getByText('导入全部（2户）').click()
    await sure(page)
    await state(page, '已导入名册')
  })
}
