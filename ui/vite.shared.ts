// What both builds have in common: where Vue reads its flags and which outside addresses are cut out of third-party CSS.
// If the font address stays, a phone without signal waits for it and the security policy reports it on every start.
import vue from '@vitejs/plugin-vue'
import type { Declaration, Plugin } from 'postcss'
import type { UserConfig } from 'vite'

/** Vant inlines its icon font and names a copy on a public network as well; the copy is dropped. */
export function withoutOutsideFonts(): Plugin {
  return {
    postcssPlugin: 'without-outside-fonts',
    AtRule: {
      'font-face': (face) => {
        face.walkDecls('src', (decl: Declaration) => {
          const kept = decl.value
            .split(/,(?=\s*url\()/)
            .filter((part) => !/url\(["']?(https?:)?\/\//.test(part))
          decl.value = kept.join(',').trim()
        })
      },
    },
  }
}

/** Options shared by the phone app and the console; `target` is the oldest Chromium that must still run it. */
export function zoufangBuild(root: string, target: string, port: number): UserConfig {
  return {
    root,
    base: './',
    logLevel: 'warn',
    plugins: [vue()],
    css: { postcss: { plugins: [withoutOutsideFonts()] } },
    define: {
      __VUE_OPTIONS_API__: 'true',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_I18N_FULL_INSTALL__: 'true',
      __VUE_I18N_LEGACY_API__: 'false',
      __INTLIFY_JIT_COMPILATION__: 'true',
      __INTLIFY_DROP_MESSAGE_COMPILER__: 'false',
    },
    build: { outDir: 'dist', emptyOutDir: true, target, cssTarget: target, chunkSizeWarningLimit: 1600 },
    server: { port, strictPort: true },
  }
}
