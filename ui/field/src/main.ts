import '@zoufang/shared/polyfills'
import 'vant/lib/index.css'
import '@zoufang/shared/styles/tokens.css'
import '@zoufang/shared/styles/vant.css'
import { VueQueryPlugin } from '@tanstack/vue-query'
import { applyAppearance } from '@zoufang/shared/appearance'
import { createWords } from '@zoufang/shared/i18n/words'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import en from './i18n/en'
import zh from './i18n/zh'
import { router } from './router'

applyAppearance({ theme: 'system', textSize: 'normal' })

createApp(App)
  .use(createPinia())
  .use(router)
  .use(createWords(zh, en))
  // The core answers from the phone itself: a query must never wait for a network.
  .use(VueQueryPlugin, {
    queryClientConfig: {
      defaultOptions: { queries: { networkMode: 'always' }, mutations: { networkMode: 'always' } },
    },
  })
  .mount('#app')
