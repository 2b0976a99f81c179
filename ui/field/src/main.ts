import '@zoufang/shared/polyfills'
import 'vant/lib/index.css'
import '@zoufang/shared/styles/tokens.css'
import '@zoufang/shared/styles/vant.css'
import './styles/app.css'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { words } from './core/words'
import { router } from './router'

createApp(App).use(createPinia()).use(words).use(router).mount('#app')
