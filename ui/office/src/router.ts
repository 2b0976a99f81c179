// Hash history: the console is served from one address by the office binary, whatever stands in front of it.
import { createRouter, createWebHashHistory } from 'vue-router'
import Welcome from './screens/Welcome.vue'

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [{ path: '/', name: 'welcome', component: Welcome }],
})
