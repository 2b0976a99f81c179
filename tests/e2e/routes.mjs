// axe on every route of both user interfaces, in both languages; on the phone in both text sizes as well. The list of
// routes is the router's own. Run by `npm run e2e` in ui/.
import { DESK, judge, openBrowser } from './browser.mjs'
import { openConsole, signIn, signOut } from './desk.mjs'
import { onPhone } from './phone.mjs'
import { startHand } from './programs.mjs'
import { holds, same, step } from './report.mjs'
import { everyRoute, routesOf } from './router.mjs'
import * as walk from './visit.mjs'

const { named } = walk

/** Changes language and text size of the field app as its settings screen does, where it stands. */
function setLooks(page, looks) {
  return page.evaluate((chosen) => {
    const { $pinia } = document.querySelector('#app').__vue_app__.config.globalProperties
    Object.assign($pinia._s.get('settings'), chosen)
  }, looks)
}

/** What the phone shows, in both languages and both text sizes. */
async function everyLook(page, name) {
  for (const locale of ['zh', 'en']) {
    for (const textSize of ['normal', 'largest']) {
      await setLooks(page, { locale, textSize })
      await judge(page, `${name} (${locale}, ${textSize})`)
    }
  }
  await setLooks(page, { locale: 'zh', textSize: 'normal' })
}

async function shown(page, path, piece) {
  await walk.goTo(page, path)
  await named(page, piece).first().waitFor()
}

/** The ways of the field app in the order in which one visit goes through them. */
function waysOf(page, office) {
  const stepTo = async (name, piece) => {
    await named(page, `step-${name}`).click()
    await (piece.startsWith('[') ? page.locator(piece) : named(page, piece)).first().waitFor()
    await page.waitForTimeout(200)
  }
  return {
    enrol: async () => {
      await named(page, 'ticket').fill(office.cadres[0].ticket)
      await named(page, 'ticket-view').waitFor()
    },
    unlock: async () => {
      await walk.enrol(page, office.cadres[0].ticket)
      await named(page, 'enrol').click()
      await named(page, 'household-row').first().waitFor({ timeout: 60_000 })
      await shown(page, '/settings', 'lock')
      await named(page, 'lock').click()
      await named(page, 'pin').waitFor()
    },
    households: async () => {
      await walk.unlock(page)
      await named(page, 'household-row').first().waitFor()
    },
    sync: () => shown(page, '/sync', 'pending'),
    settings: () => shown(page, '/settings', 'lock'),
    about: () => shown(page, '/about', 'sync-badge'),
    'enrol-again': () => shown(page, '/enrol-again', 'ticket'),
    household: () => walk.openHousehold(page, 'filter-priority'),
    'visit-mode': async () => {
      await named(page, 'go-visit').click()
      for (const mode of ['phone', 'proxy', 'face']) {
        await page.locator(`[role=radio][data-code=${mode}]`).click()
        await walk.kept(page)
        await everyLook(page, `visit-mode, ${mode}`)
      }
    },
    'visit-notice': () => stepTo('notice', '[role=radio][data-code=read]'),
    'visit-members': async () => {
      await page.locator('[role=radio][data-code=read]').click()
      await named(page, 'member-check').first().waitFor()
    },
    'visit-focus': async () => {
      await named(page, 'next').click()
      await named(page, 'focus').waitFor()
      for (const code of walk.FOCUSES) {
        if (!(await named(page, `step-focus/${code}`).count())) continue
        await stepTo(`focus/${code}`, 'focus')
        await everyLook(page, `visit-focus ${code}, open`)
        await walk.answerFocus(page)
        await everyLook(page, `visit-focus ${code}, answered`)
      }
    },
    'visit-summary': () => stepTo('summary', 'summary'),
    saved: async () => {
      await walk.complete(page)
      await walk.save(page)
    },
    mine: () => shown(page, '/mine', 'own-visit'),
  }
}

/** A visit as an officer judges it: beside roster and last visit, then with a remark to each answer. */
async function underReview(page, url, officer, looks) {
  await openConsole(page, url, looks)
  await signIn(page, officer)
  await walk.goTo(page, '/visits')
  await page.locator('tr.opens .link').first().click()
  await page.locator('.review .buttons button').first().waitFor()
  await page.waitForTimeout(500)
  const look = (name) => judge(page, `${name} (${looks.locale}, ${looks.theme})`)
  await look('a visit to be judged')
  await page.locator('.review .buttons button').last().click()
  await page.locator('input.remark').first().fill('请再核实')
  await look('a visit being returned')
  await page.keyboard.press('Escape')
  await signOut(page)
}

/** All routes of the console with what it has to show now. */
async function consoleRoutes(page, { url, officer, clerk }, looks, state) {
  await openConsole(page, url, looks)
  const routes = await routesOf(page)
  const to = (path) => async () => {
    await walk.goTo(page, path)
    await page.locator('main h1').first().waitFor()
    await page.waitForTimeout(400)
  }
  const ways = {
    signIn: () => page.locator('#account').waitFor(),
    coverage: async () => {
      await signIn(page, officer)
      await to('/coverage')()
    },
    visits: to('/visits'),
    candidates: to('/candidates'),
    findings: to('/findings'),
    households: to('/households'),
    villages: to('/villages'),
    // The one page that is not the task force's.
    imports: async () => {
      await signOut(page)
      await signIn(page, clerk)
      await to('/imports')()
    },
    devices: async () => {
      await signOut(page)
      await signIn(page, officer)
      await to('/devices')()
    },
    audit: to('/audit'),
  }
  const look = (name) => judge(page, `${name} of the console (${looks.locale}, ${looks.theme}, ${state})`)
  await everyRoute(page, routes, ways, async (name) => {
    await look(name)
    const row = page.locator('tr.opens .link')
    if (name !== 'visits' || !(await row.count())) return
    await row.first().click()
    await page.locator('[role=dialog] article').waitFor()
    await page.waitForTimeout(500)
    await look('an open visit')
    await page.keyboard.press('Escape')
  })
  await signOut(page)
}

await onPhone(async ({ office, bridge, page, faults }) => {
  await step('every route of the field app, in Chinese and English, in normal and largest text', async () => {
    await page.goto(bridge.url)
    await named(page, 'ticket').waitFor()
    await everyRoute(page, await routesOf(page), waysOf(page, office), (name) => everyLook(page, name))
  })
  await step('no screen of the field app threw an error', () =>
    same(faults.join('; '), '', 'errors of the page'),
  )
  const desk = await openBrowser(DESK)
  // Of the roles that reach every page.
  const officer = office.addOfficer('专班甲', 'task_force')
  try {
    const look = (locale, theme, state) =>
      consoleRoutes(desk.page, { url: office.url, officer, clerk: office.console }, { locale, theme, textSize: 'normal' }, state)
    await step('every route of the console with nothing to show, in Chinese and English', async () => {
      await look('zh', 'light', 'empty')
      await look('en', 'light', 'empty')
    })
    await step('every route of the console with what was handed in, in Chinese and English, light and dark', async () => {
      const hand = startHand(office.cadres[1].ticket, '演示手机')
      for (const mode of ['face', 'phone', 'proxy']) hand('visit', '--mode', mode, '--problem')
      hand('sync')
      for (const theme of ['light', 'dark']) for (const locale of ['zh', 'en']) await look(locale, theme, 'full')
    })
    await step('a visit under review, and being returned, in Chinese and English, light and dark', async () => {
      for (const theme of ['light', 'dark']) {
        for (const locale of ['zh', 'en']) {
          await underReview(desk.page, office.url, officer, { locale, theme, textSize: 'normal' })
        }
      }
    })
    await step('no screen of the console threw an error', () => same(desk.faults.join('; '), '', 'errors of the page'))
  } finally {
    await desk.close()
  }
})
