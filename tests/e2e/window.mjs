// The field app in its real window: tauri-driver and WebKit's driver under a display. Enrols, begins a visit, is killed
// for real, opens again where it was, and shows the sync page. Run by `npm run e2e:window` in ui/ with a display.
// Environment: ZOUFANG_OFFICE and ZOUFANG_APP name the binaries; tauri-driver is found on the PATH.
import { execFileSync, spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { binary, freePort, newFolder, startOffice } from './programs.mjs'

const PIN = '482913'
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf'
const app = resolve(binary('ZOUFANG_APP', 'zoufang-app'))
const port = await freePort()
const nativePort = await freePort()
let passed = 0
let failed = 0

async function step(title, work) {
  try {
    await work()
    passed += 1
    console.log(`ok    ${title}`)
  } catch (error) {
    failed += 1
    console.log(`FAIL  ${title}\n      ${String(error.message).slice(0, 600)}`)
    throw error
  }
}

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

/** One open window. */
class Window {
  static async open() {
    const capabilities = { alwaysMatch: { 'tauri:options': { application: app }, browserName: 'wry' } }
    for (let tries = 0; ; tries += 1) {
      try {
        const window = new Window()
        window.session = `/session/${(await call('POST', '/session', { capabilities })).sessionId}`
        return window
      } catch (error) {
        if (tries >= 50) throw error
        await new Promise((resume) => setTimeout(resume, 200))
      }
    }
  }

  /** Waits for something that can be seen. */
  async find(name) {
    const selector = name.startsWith('[') ? name : `[data-test="${name}"]`
    for (let tries = 0; tries < 200; tries += 1) {
      const found = await call('POST', `${this.session}/elements`, { using: 'css selector', value: selector })
      if (found.length) return found[0][ELEMENT]
      await new Promise((resume) => setTimeout(resume, 100))
    }
    const seen = await this.run('return location.hash + " " + document.body.innerText.slice(0, 300)')
    throw new Error(`${selector} does not appear; the window shows: ${seen}`)
  }

  async click(name) {
    await call('POST', `${this.session}/element/${await this.find(name)}/click`, {})
  }

  /** Taps until the next thing shows: a screen that is still sliding in does not take the tap. */
  async goOn(name, next) {
    for (let tries = 0; tries < 10; tries += 1) {
      await this.click(name)
      for (let wait = 0; wait < 10; wait += 1) {
        const found = await call('POST', `${this.session}/elements`, { using: 'css selector', value: next })
        if (found.length) return
        await new Promise((resume) => setTimeout(resume, 100))
      }
    }
    throw new Error(`${name} does not lead to ${next}`)
  }

  async type(name, text) {
    await call('POST', `${this.session}/element/${await this.find(name)}/value`, { text })
  }

  run(script) {
    return call('POST', `${this.session}/execute/sync`, { script, args: [] })
  }
}

const office = await startOffice()
process.env.ZOUFANG_DATA = newFolder('window')
const driver = spawn('tauri-driver', ['--port', String(port), '--native-port', String(nativePort)], { stdio: 'ignore' })
const refused = new Promise((_, reject) => driver.once('error', () => reject(new Error('tauri-driver is not on the PATH'))))
const answered = 'return document.querySelectorAll("article:not([data-status=open])").length'

try {
  let window
  await step('the window opens and enrols', async () => {
    window = await Promise.race([Window.open(), refused])
    await window.type('ticket', office.cadres[0].ticket)
    await window.find('ticket-view')
    await window.type('pin-first', PIN)
    await window.type('pin-again', PIN)
    await window.click('enrol')
    await window.find('household-row')
  })
  let at = ''
  let answers = 0
  await step('a visit is begun and partly answered, in Chinese', async () => {
    await window.goOn('household-row', '[data-test=go-visit]')
    await window.goOn('go-visit', '[role=radio][data-code=face]')
    await window.click('[role=radio][data-code=face]')
    await window.goOn('next', '[role=radio][data-code=read]')
    await window.goOn('[role=radio][data-code=read]', '[data-test=member-check]')
    await window.goOn('next', '[data-test=focus]')
    await window.click('[data-test=focus] [role=radio]')
    await window.find('[data-test=focus] article:not([data-status=open])')
    at = await window.run('return location.hash')
    answers = await window.run(answered)
    if (answers < 1) throw new Error('no answer was taken')
  })
  await step('killed, it opens where it was with every answer', async () => {
    execFileSync('pkill', ['-9', '-f', app])
    await call('DELETE', window.session).catch(() => undefined)
    window = await Window.open()
    await window.type('pin', PIN)
    await window.click('unlock')
    await window.find('households')
    // The browser keeps its place over a reload; a new window starts at the list, and the draft stands there.
    await window.run(`location.hash = ${JSON.stringify(at)}; return true`)
    await window.find('focus')
    const kept = await window.run(answered)
    if (kept !== answers) throw new Error(`${kept} answers instead of ${answers}`)
  })
  await step('what is saved can be handed in from the window', async () => {
    await window.run('location.hash = "#/sync"; return true')
    await window.click('sync-now')
    await window.find('sync-page')
  })
} catch {
  // Said by the step.
} finally {
  driver.kill()
  await office.kill()
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed ? 1 : 0
