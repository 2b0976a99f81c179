// The field app in Chromium at phone size over the real commands: what the tests of it share.
import { judge, openBrowser, PHONE, picture } from './browser.mjs'
import { startBridge, startOffice } from './programs.mjs'
import { ended } from './report.mjs'

async function setTextSize(page, size) {
  await page.evaluate((chosen) => {
    const settings = JSON.parse(localStorage.getItem('zoufang.settings') ?? '{}')
    localStorage.setItem('zoufang.settings', JSON.stringify({ ...settings, textSize: chosen }))
    document.documentElement.dataset.text = chosen
  }, size)
}

/** What is shown, judged in both text sizes; a picture of each. */
export async function judged(page, name) {
  for (const size of ['normal', 'largest']) {
    await setTextSize(page, size)
    await judge(page, `${name} at ${size}`)
    await picture(page, `field-${name}${size === 'normal' ? '' : '-largest'}`)
  }
  await setTextSize(page, 'normal')
}

/** An office, one device with its page, and the steps of a test upon them; everything is ended afterwards. */
export async function onPhone(steps) {
  const office = await startOffice()
  const bridge = await startBridge()
  const { page, faults, close } = await openBrowser(PHONE)
  try {
    await steps({ office, bridge, page, faults })
  } catch {
    // Said by the step.
    await picture(page, 'failed').catch(() => undefined)
    const said = bridge.said()
    if (said) console.log(`      the bridge said: ${said.trim().split('\n').slice(-5).join('\n      ')}`)
  } finally {
    await close()
    await bridge.kill()
    await office.kill()
  }
  ended()
}
