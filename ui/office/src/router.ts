// Hash history: the console is served from one address by the office binary, whatever stands in front of it.
import { createRouter, createWebHashHistory, type RouteRecordRaw } from 'vue-router'
import type { Right } from './core/types'
import Audit from './screens/Audit.vue'
import Candidates from './screens/Candidates.vue'
import Coverage from './screens/Coverage.vue'
import Devices from './screens/Devices.vue'
import Findings from './screens/Findings.vue'
import Households from './screens/Households.vue'
import Imports from './screens/Imports.vue'
import SignIn from './screens/SignIn.vue'
import Villages from './screens/Villages.vue'
import Visits from './screens/Visits.vue'
import { useSession } from './stores/session'

/** Pages of the frame, in the order of the keys 1–9, each with the right it needs. */
const needs = {
  coverage: 'read_figures',
  visits: 'read_households',
  candidates: 'read_households',
  findings: 'read_households',
  households: 'read_households',
  villages: 'assign_work',
  imports: 'import_roster',
  devices: 'read_devices',
  audit: 'read_audit',
} as const satisfies Record<string, Right>

export type PageName = keyof typeof needs
export const pages = Object.keys(needs) as PageName[]

/** The pages this officer may open. */
export function ownPages(): PageName[] {
  const session = useSession()
  return pages.filter((page) => session.may(needs[page]))
}

const screens = {
  coverage: Coverage,
  visits: Visits,
  candidates: Candidates,
  findings: Findings,
  households: Households,
  villages: Villages,
  imports: Imports,
  devices: Devices,
  audit: Audit,
}

const routes: RouteRecordRaw[] = [
  { path: '/sign-in', name: 'signIn', component: SignIn },
  ...pages.map((name) => ({ path: `/${name}`, name, component: screens[name], meta: { framed: true } })),
  { path: '/:rest(.*)*', redirect: '/coverage' },
]

export const router = createRouter({ history: createWebHashHistory(), routes })

router.beforeEach(async (to) => {
  const entered = await useSession().resume()
  if (!entered && to.name !== 'signIn') return { name: 'signIn', query: { to: to.fullPath } }
  if (!entered) return true
  const own = ownPages()
  const page = pages.find((name) => name === to.name)
  if (to.name === 'signIn' || (page && !own.includes(page))) return own[0] ? { name: own[0] } : true
  return true
})
