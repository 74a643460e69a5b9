import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

const here = fileURLToPath(new URL('.', import.meta.url))
const server = process.env.CUNKOU_URL ?? 'http://localhost:8080'

/** Writes the list of built files and their fingerprint into dist/sw.js, so that a new build is a new worker. */
function serviceWorker(): Plugin {
  return {
    name: 'cunkou-service-worker',
    apply: 'build',
    closeBundle() {
      const dist = join(here, 'dist')
      const assets = readdirSync(join(dist, 'assets')).sort().map((name) => `/assets/${name}`)
      const shell = ['/', '/manifest.webmanifest', '/icon.svg', ...assets]
      const index = readFileSync(join(dist, 'index.html'), 'utf8')
      const version = createHash('sha256').update(shell.join('\n') + index).digest('hex').slice(0, 12)
      const worker = readFileSync(join(here, 'src/app/service-worker/sw.js'), 'utf8')
      writeFileSync(
        join(dist, 'sw.js'),
        worker.replace("'__VERSION__'", JSON.stringify(version)).replace("['__SHELL__']", JSON.stringify(shell))
      )
    }
  }
}

export default defineConfig({
  plugins: [vue(), serviceWorker()],
  resolve: { alias: { '@': join(here, 'src') } },
  define: {
    __VUE_OPTIONS_API__: false,
    __VUE_PROD_DEVTOOLS__: false,
    __VUE_I18N_FULL_INSTALL__: false,
    __VUE_I18N_LEGACY_API__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
    __INTLIFY_DROP_MESSAGE_COMPILER__: false
  },
  build: { target: 'es2020', assetsInlineLimit: 0, chunkSizeWarningLimit: 300, manifest: 'built.json' },
  server: { proxy: { '/api/': { target: server, changeOrigin: false } } },
  test: { environment: 'happy-dom', include: ['src/**/*.test.ts'] }
})
