// Hash history: the console is served from one address by the office binary, whatever stands in front of it.
import { createRouter, createWebHashHistory, type RouteRecordRaw } from 'vue-router'
import Candidates from './screens/Candidates.vue'
import Coverage from './screens/Coverage.vue'
import Devices from './screens/Devices.vue'
import Findings from './screens/Findings.vue'
import SignIn from './screens/SignIn.vue'
import Visits from './screens/Visits.vue'
import { useSession } from './stores/session'

/** Pages of the frame, in the order of the keys 1–5. */
export const pages = ['coverage', 'visits', 'candidates', 'findings', 'devices'] as const

const screens = {
  coverage: Coverage,
  visits: Visits,
  candidates: Candidates,
  findings: Findings,
  devices: Devices,
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
  if (entered && to.name === 'signIn') return { name: 'coverage' }
  return true
})
