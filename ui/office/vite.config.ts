import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { zoufangBuild } from '../vite.shared.ts'

// Chrome 87 is what the browsers of older office computers (Windows 7, Kylin) still offer.
export default defineConfig(zoufangBuild(fileURLToPath(new URL('.', import.meta.url)), 'chrome87', 5174))
