import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [vue()],
  test: { environment: 'happy-dom', css: true, include: ['{shared,field,office}/src/**/*.test.ts'] },
})
