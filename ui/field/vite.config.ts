import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { zoufangBuild } from '../vite.shared.ts'

// Chrome 69 is the WebView of an unchanged Android 9, the oldest phone that still gets a best effort.
export default defineConfig(zoufangBuild(fileURLToPath(new URL('.', import.meta.url)), 'chrome69', 5173))
