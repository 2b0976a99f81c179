// The real programs under the end-to-end test: the office with a demo township and the bridge that serves the field
// app over the real commands. Both are ended as an operating system does it.
import { execFileSync, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A program named by the environment, or beside the usual build. */
export function binary(variable, name) {
  const path = process.env[variable] ?? join(process.env.CARGO_TARGET_DIR ?? '../target', 'debug', name)
  if (!existsSync(path))
    throw new Error(`${name} is not at ${path}: build it, or set ${variable} to where it is`)
  return path
}

export function newFolder(what) {
  return mkdtempSync(join(tmpdir(), `zoufang-${what}-`))
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

async function answers(url, process, name) {
  for (let tries = 0; tries < 300; tries += 1) {
    if (process.exitCode !== null) throw new Error(`${name} ended at once with code ${process.exitCode}`)
    if (
      await fetch(url).then(
        () => true,
        () => false,
      )
    )
      return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`${name} does not answer at ${url} after 30 s`)
}

function started(path, args, env) {
  const process_ = spawn(path, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [process_.stdout, process_.stderr]) stream.on('data', (text) => (said += text))
  return { process: process_, said: () => said.slice(-2000) }
}

function killed(program) {
  return new Promise((resolve) => {
    if (program.process.exitCode !== null) return resolve()
    program.process.once('exit', resolve)
    program.process.kill('SIGKILL')
  })
}

/** The console as an officer uses it: `ask(path)` reads, `ask.post(path, body)` changes. */
async function desk(address, credentials) {
  const ask = async (path, init = {}) => {
    const answer = await fetch(`http://${address}/console/api/${path}`, init)
    if (!answer.ok) throw new Error(`console/api/${path}: HTTP ${answer.status} ${await answer.text()}`)
    return answer
  }
  const headers = { 'content-type': 'application/json' }
  const signedIn = await ask('session', { method: 'POST', headers, body: JSON.stringify(credentials) })
  const cookie = signedIn.headers.get('set-cookie').split(';')[0]
  const { csrf } = await signedIn.json()
  const read = async (path) => (await ask(path, { headers: { cookie } })).json()
  read.post = async (path, body) => {
    const meant = { ...headers, cookie, 'x-zoufang-csrf': csrf }
    return (await ask(path, { method: 'POST', headers: meant, body: JSON.stringify(body) })).json()
  }
  return read
}

/** An office with the demo township; `cadres` carry their enrolment texts. */
export async function startOffice() {
  const path = binary('ZOUFANG_OFFICE', 'zoufang-office')
  const folder = newFolder('office')
  const port = await freePort()
  const address = `127.0.0.1:${port}`
  execFileSync(path, ['demo', '--data', folder, '--public-url', `http://${address}`], { stdio: 'pipe' })
  const demo = JSON.parse(readFileSync(join(folder, 'demo.json'), 'utf8'))
  let program
  const office = {
    ...demo,
    folder,
    async start() {
      program = started(path, ['serve', '--data', folder, '--listen', address], {})
      await answers(`http://${address}/healthz`, program.process, 'zoufang-office')
    },
    async kill() {
      if (program) await killed(program)
    },
    url: `http://${address}/`,
    /** A command of the operator on this office, such as `command('doctor')`; gives what it prints. */
    command: (...words) => execFileSync(path, [...words, '--data', folder], { encoding: 'utf8' }),
    /** One more account of the console; gives what it signs in with. */
    addOfficer(account, role) {
      const password = `${role}-2022-demo`
      const words = ['account', 'add', account, '--role', role, '--password-stdin', '--data', folder]
      execFileSync(path, words, { input: `${password}\n` })
      return { account, password }
    },
    /** The console: `(await office.signedIn())('visits')`; without credentials as the demo's information officer. */
    signedIn: (credentials = demo.console) => desk(address, credentials),
  }
  await office.start()
  return office
}

/** The field app of one device; its data outlives a kill. `from` is the folder of a device that is not running: then
 * this one is its copy, as a restored backup of a phone is. */
export async function startBridge(from) {
  const path = binary('ZOUFANG_BRIDGE', 'zoufang-bridge')
  const folder = newFolder('device')
  if (from) cpSync(from, folder, { recursive: true })
  const port = await freePort()
  const url = `http://127.0.0.1:${port}/`
  let program
  const bridge = {
    url,
    folder,
    async start() {
      // ZOUFANG_UI: other built screens than those of this tree.
      const screens = process.env.ZOUFANG_UI ? ['--ui', process.env.ZOUFANG_UI] : []
      program = started(path, ['--port', String(port), ...screens], { ZOUFANG_DATA: folder })
      await answers(url, program.process, 'zoufang-bridge')
    },
    async kill() {
      if (program) await killed(program)
    },
    said: () => program?.said() ?? '',
  }
  await bridge.start()
  return bridge
}

/** A scripted cadre with a device of their own over the real field core: `hand('visit', '--mode', 'phone', '--problem')`. */
export function startHand(ticket, name) {
  const path = binary('ZOUFANG_HAND', 'zoufang-hand')
  const folder = newFolder('hand')
  const hand = (...words) =>
    execFileSync(path, ['--dir', folder, '--pin', '202259', ...words], { stdio: 'pipe', timeout: 60_000 })
  hand('enrol', '--ticket', ticket, '--name', name)
  hand('pull')
  return hand
}
