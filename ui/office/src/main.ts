import 'element-plus/dist/index.css'
import 'element-plus/theme-chalk/dark/css-vars.css'
import '@zoufang/shared/styles/tokens.css'
import '@zoufang/shared/styles/element.css'
import './styles.css'
import { VueQueryPlugin } from '@tanstack/vue-query'
import { createWords } from '@zoufang/shared/i18n/words'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { rememberedLooks, showLooks } from './core/language'
import en from './i18n/en'
import zh from './i18n/zh'
import { router } from './router'

const looks = rememberedLooks()
showLooks(looks)

createApp(App)
  .use(createPinia())
  .use(router)
  .use(createWords(zh, en, looks.locale))
  .use(VueQueryPlugin)
  .mount('#app')
