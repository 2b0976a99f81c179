// Hash history, so that Android's back button is history.back() and the app needs no server paths.
import { createRouter, createWebHashHistory, type RouteRecordRaw } from 'vue-router'
import { closeTopmost } from './composables/popups'
import Household from './screens/Household.vue'
import Households from './screens/Households.vue'
import MyVisits from './screens/MyVisits.vue'
import Settings from './screens/Settings.vue'
import Sync from './screens/Sync.vue'
import Unlock from './screens/Unlock.vue'
import { useSession } from './stores/session'

const routes: RouteRecordRaw[] = [
  { path: '/', redirect: '/households' },
  { path: '/enrol', name: 'enrol', component: () => import('./screens/Enrol.vue'), meta: { root: true } },
  { path: '/enrol-again', name: 'enrol-again', component: () => import('./screens/EnrolAgain.vue') },
  { path: '/unlock', name: 'unlock', component: Unlock, meta: { root: true } },
  { path: '/households', name: 'households', component: Households, meta: { root: true } },
  { path: '/mine', name: 'mine', component: MyVisits, meta: { root: true } },
  { path: '/sync', name: 'sync', component: Sync, meta: { root: true } },
  { path: '/settings', name: 'settings', component: Settings, meta: { root: true } },
  { path: '/about', name: 'about', component: () => import('./screens/About.vue') },
  { path: '/household/:id', name: 'household', component: Household, props: true },
  { path: '/saved', name: 'saved', component: () => import('./screens/visit/Saved.vue') },
  {
    path: '/visit/:id',
    component: () => import('./screens/visit/Visit.vue'),
    props: true,
    children: [
      { path: 'mode', name: 'visit-mode', component: () => import('./screens/visit/ModeStep.vue') },
      { path: 'notice', name: 'visit-notice', component: () => import('./screens/visit/NoticeStep.vue') },
      { path: 'members', name: 'visit-members', component: () => import('./screens/visit/MembersStep.vue') },
      {
        path: 'focus/:code',
        name: 'visit-focus',
        component: () => import('./screens/visit/FocusStep.vue'),
        props: true,
      },
      { path: 'summary', name: 'visit-summary', component: () => import('./screens/visit/SummaryStep.vue') },
    ],
  },
  { path: '/:rest(.*)', redirect: '/households' },
]

export const router = createRouter({
  history: createWebHashHistory(),
  routes,
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})

/** Where a phone in this state belongs; `undefined` lets it go where it wants. */
router.beforeEach(async (to) => {
  if (closeTopmost()) return false
  const session = useSession()
  const { state } = session.status ?? (await session.refresh())
  if (state === 'not_enrolled') return to.name === 'enrol' ? undefined : { name: 'enrol' }
  if (state === 'locked') {
    return to.name === 'unlock' || to.name === 'enrol-again'
      ? undefined
      : { name: 'unlock', query: { to: to.fullPath } }
  }
  return to.name === 'enrol' || to.name === 'unlock' ? { name: 'households' } : undefined
})
