// The app's real window, driven through tauri-driver and WebKit's driver. A window answers to the same few calls as a
// page of Playwright, so that one and the same walk (visit.mjs) goes through the window and through Chromium.
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { freePort, newFolder } from './programs.mjs'

const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf'
const PATIENCE_MS = 20_000

const pause = (ms) => new Promise((resume) => setTimeout(resume, ms))

/** Runs in the page: the elements that a chain of selectors leads to. */
function found(chain) {
  let those = [document]
  for (const { css, at } of chain) {
    those = [...new Set(those.flatMap((from) => [...from.querySelectorAll(css)]))]
    if (at !== null) those = those.slice(at, at + 1 || undefined)
  }
  return those
}

/** Runs in the page: brings an element to where it can be tapped; says what is in the way, if anything is. */
async function reachable(element) {
  const frame = () => new Promise((resume) => requestAnimationFrame(resume))
  if (element.disabled) return 'it is disabled'
  element.scrollIntoView({ block: 'center', inline: 'center' })
  await frame()
  const before = element.getBoundingClientRect()
  await frame()
  await frame()
  const { left, top, width, height } = element.getBoundingClientRect()
  if (!width || !height) return 'it has no size'
  if (before.left !== left || before.top !== top) return 'it is moving'
  const at = document.elementFromPoint(left + width / 2, top + height / 2)
  if (at && (element.contains(at) || at.contains(element))) return ''
  return `${at ? at.outerHTML.slice(0, 80) : 'nothing'} lies over it`
}

/** Elements by selector; resolved anew at every use, like a locator of Playwright. */
class Piece {
  constructor(window, chain) {
    this.window = window
    this.chain = chain
  }

  locator(css) {
    return new Piece(this.window, [...this.chain, { css, at: null }])
  }

  nth(at) {
    const [last, ...before] = [...this.chain].reverse()
    return new Piece(this.window, [...before.reverse(), { ...last, at }])
  }

  first() {
    return this.nth(0)
  }

  last() {
    return this.nth(-1)
  }

  elements() {
    return this.window.evaluate(found, this.chain)
  }

  async count() {
    return (await this.elements()).length
  }

  async all() {
    return [...Array(await this.count()).keys()].map((at) => this.nth(at))
  }

  async waitFor({ timeout = PATIENCE_MS } = {}) {
    const until = Date.now() + timeout
    for (;;) {
      const [element] = await this.elements()
      if (element) return element
      if (Date.now() > until)
        throw new Error(`${this} does not appear; the window shows: ${await this.window.shown()}`)
      await pause(50)
    }
  }

  async evaluate(work) {
    return this.window.evaluate(work, await this.waitFor())
  }

  async click() {
    const until = Date.now() + PATIENCE_MS
    for (;;) {
      const element = await this.waitFor()
      const hindrance = await this.window.evaluate(reachable, element).catch((error) => error.message)
      if (!hindrance) return this.window.send('POST', `/element/${element[ELEMENT]}/click`, {})
      if (Date.now() > until) throw new Error(`${this} cannot be tapped: ${hindrance}`)
      await pause(50)
    }
  }

  async fill(text) {
    const element = await this.waitFor()
    if (await this.inputValue()) await this.window.send('POST', `/element/${element[ELEMENT]}/clear`, {})
    await this.window.send('POST', `/element/${element[ELEMENT]}/value`, { text })
  }

  blur() {
    return this.evaluate((element) => element.blur())
  }

  inputValue() {
    return this.evaluate((element) => element.value)
  }

  innerText() {
    return this.evaluate((element) => element.innerText)
  }

  async getAttribute(name) {
    return this.window.evaluate((element, of) => element.getAttribute(of), await this.waitFor(), name)
  }

  toString() {
    return this.chain.map(({ css, at }) => (at === null ? css : `${css} (${at})`)).join(' › ')
  }
}

/** One open window. */
class Window {
  constructor(call, session) {
    this.call = call
    this.session = session
  }

  send(method, path, body) {
    return this.call(method, `/session/${this.session}${path}`, body)
  }

  locator(css) {
    return new Piece(this, [{ css, at: null }])
  }

  evaluate(work, ...args) {
    const script = `const done = arguments[arguments.length - 1]
      const given = Array.from(arguments).slice(0, -1)
      Promise.resolve().then(() => (${work})(...given)).then((value) => done({ value }), (error) => done({ error: String(error) }))`
    return this.send('POST', '/execute/async', { script, args }).then(({ value, error }) => {
      if (error) throw new Error(error)
      return value
    })
  }

  async waitForFunction(work, argument) {
    const until = Date.now() + PATIENCE_MS
    while (!(await this.evaluate(work, argument))) {
      if (Date.now() > until)
        throw new Error(`waited in vain for ${work}; the window shows: ${await this.shown()}`)
      await pause(50)
    }
  }

  waitForTimeout(ms) {
    return pause(ms)
  }

  shown() {
    return this.evaluate(() => `${location.hash} ${document.body.innerText.slice(0, 300)}`)
  }
}

/** Processes under this one that run the given program. */
function running(program, under) {
  const parents = new Map()
  for (const id of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      parents.set(
        Number(id),
        Number(
          readFileSync(`/proc/${id}/stat`, 'utf8')
            .replace(/^.*\) \S /s, '')
            .split(' ')[0],
        ),
      )
    } catch {
      // It ended while we looked.
    }
  }
  const below = (id) => id !== undefined && (id === under || below(parents.get(id)))
  return [...parents.keys()].filter((id) => {
    try {
      return below(parents.get(id)) && readlinkSync(`/proc/${id}/exe`) === program
    } catch {
      return false
    }
  })
}

/** Starts the driver of one device; `env` is what the app finds in its environment. */
export async function startDriver(app, env) {
  const port = await freePort()
  const browser = newFolder('webview')
  const driver = spawn('tauri-driver', ['--port', String(port), '--native-port', String(await freePort())], {
    stdio: 'ignore',
    // What the webview itself keeps (its storage, its cache) must not come from another run.
    env: {
      ...process.env,
      XDG_DATA_HOME: browser,
      XDG_CACHE_HOME: browser,
      XDG_CONFIG_HOME: browser,
      ...env,
    },
  })
  let missing
  driver.once('error', (error) => (missing = new Error(`tauri-driver is not on the PATH (${error.message})`)))

  async function call(method, path, body) {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    })
    const { value } = await answer.json()
    if (!answer.ok) throw new Error(`${path}: ${value?.error} ${value?.message}`)
    return value
  }

  let open
  return {
    async openWindow() {
      const capabilities = { alwaysMatch: { 'tauri:options': { application: app }, browserName: 'wry' } }
      for (let tries = 0; ; tries += 1) {
        if (missing) throw missing
        try {
          const { sessionId } = await call('POST', '/session', { capabilities })
          open = new Window(call, sessionId)
          return open
        } catch (error) {
          if (tries >= 50) throw error
          await pause(200)
        }
      }
    },
    /** Ends the app at once, as an operating system that needs memory does. */
    async kill() {
      const ids = running(app, driver.pid)
      if (ids.length !== 1) throw new Error(`one process of ${app} is expected, there are ${ids.length}`)
      process.kill(ids[0], 'SIGKILL')
      await open.send('DELETE', '').catch(() => undefined)
      if (running(app, driver.pid).length) throw new Error('the window outlived its kill')
    },
    async end() {
      if (open) await open.send('DELETE', '').catch(() => undefined)
      driver.kill()
    },
  }
}
