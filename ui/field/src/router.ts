// Hash history, so that Android's back button is history.back() and the app needs no server paths.
import { createRouter, createWebHashHistory } from 'vue-router'
import About from './screens/About.vue'

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [{ path: '/', name: 'about', component: About }],
})
