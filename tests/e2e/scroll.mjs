// How smoothly a long list scrolls: 20,000 households on a phone's screen in Chromium at a quarter of its speed, over the
// real commands. Part `scroll` of `make bench`; prints a Markdown table. Nothing here is an assertion about time.
import { spawn } from 'node:child_process'
import { openBrowser, PHONE } from './browser.mjs'
import { binary, startBridge } from './programs.mjs'
import * as walk from './visit.mjs'

const HOUSEHOLDS = 20_000
/** Chromium's own measure of a cheap phone. */
const SLOWER = 4
/** One flick after another: pixels, milliseconds. */
const FLICKS = { count: 20, far: 4_000, last: 400 }

const { named } = walk

/** The office of the benchmarks; it ends when its standard input does. */
function holdOffice() {
  const office = spawn(binary('ZOUFANG_BENCH', 'zoufang-bench'), ['hold', '--households', String(HOUSEHOLDS)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ticket = new Promise((resolve, reject) => {
    let said = ''
    office.stdout.on('data', (text) => {
      said += text
      if (said.includes('\n')) resolve(said.trim())
    })
    office.on('exit', () => reject(new Error('the office of the benchmark ended')))
  })
  return { ticket, end: () => office.stdin.end() }
}

/** Flicks through the list in the page; gives the time of each frame and how many of them showed a gap. */
async function flick({ count, far, last }) {
  const list = document.querySelector('[data-test=households]')
  const frames = []
  let empty = 0
  for (let n = 0; n < count; n += 1) {
    const from = list.scrollTop
    const to = n === count - 1 ? list.scrollHeight : from + far
    await new Promise((done) => {
      let begun
      let before
      const next = (now) => {
        begun ??= now
        if (before !== undefined) frames.push(now - before)
        before = now
        const part = Math.min(1, (now - begun) / last)
        list.scrollTop = from + (to - from) * (1 - (1 - part) ** 3)
        const { left, top, width, height } = list.getBoundingClientRect()
        const middle = document.elementFromPoint(left + width / 2, top + height / 2)
        if (!middle?.closest('[data-test=household-row]')) empty += 1
        if (part < 1) requestAnimationFrame(next)
        else setTimeout(done, 150)
      }
      requestAnimationFrame(next)
    })
  }
  return { frames, empty }
}

const office = holdOffice()
const bridge = await startBridge()
const { page, close } = await openBrowser(PHONE)
try {
  await page.goto(bridge.url)
  await walk.enrol(page, await office.ticket)
  await named(page, 'enrol').click()
  await named(page, 'household-row').first().waitFor({ timeout: 120_000 })
  await page.waitForFunction((all) => document.body.innerText.includes(String(all)), HOUSEHOLDS, { timeout: 120_000 })
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER })
  const { frames, empty } = await page.evaluate(flick, FLICKS)
  const sorted = frames.toSorted((one, other) => one - other)
  const at = (part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))].toFixed(1)
  console.log('| households | frames | frame p50 / p99 / most ms | frames without a row in the middle |')
  console.log('|---:|---:|---:|---:|')
  console.log(`| ${HOUSEHOLDS} | ${frames.length} | ${at(0.5)} / ${at(0.99)} / ${at(1)} | ${empty} |`)
} finally {
  await close()
  await bridge.kill()
  office.end()
}
