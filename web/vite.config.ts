import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

const here = fileURLToPath(new URL('.', import.meta.url))
const server = process.env.CUNKOU_URL ?? 'http://localhost:8080'

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12)

/**
 * Writes the list of built files and its hash into dist/sw.js: browsers update a worker whose bytes have changed. The hash of the
 * API description names the cache of answers, so that no answer of another API is read.
 */
function serviceWorker(): Plugin {
  return {
    name: 'cunkou-service-worker',
    apply: 'build',
    closeBundle() {
      const dist = join(here, 'dist')
      const assets = readdirSync(join(dist, 'assets')).sort().map((name) => `/assets/${name}`)
      const shell = ['/', '/manifest.webmanifest', '/icon.svg', ...assets]
      const index = readFileSync(join(dist, 'index.html'), 'utf8')
      const version = hashOf(shell.join('\n') + index)
      const api = hashOf(readFileSync(join(here, 'openapi.json'), 'utf8'))
      const worker = readFileSync(join(here, 'src/app/service-worker/sw.js'), 'utf8')
      writeFileSync(
        join(dist, 'sw.js'),
        worker.replace("'__VERSION__'", JSON.stringify(version)).replace("['__SHELL__']", JSON.stringify(shell)).replace('__API__', api)
      )
    }
  }
}

/** Gives only the `tabs` of a feature's messages to an import with ?tabs: the shell loads those of all features. */
function tabMessages(): Plugin {
  return {
    name: 'cunkou-tab-messages',
    enforce: 'pre',
    load(id) {
      const file = id.match(/^(.*\/locales\/\w+\.json)\?tabs$/)?.[1]
      return file && JSON.stringify((JSON.parse(readFileSync(file, 'utf8')) as { tabs?: object }).tabs ?? {})
    }
  }
}

/** The messages of a feature are named after it: devices.zh. */
function chunkName(name: string, module: string | null): string {
  const [, feature, language] = module?.match(/features\/(\w+)\/locales\/(\w+)\.json/) ?? []
  return feature ? `${feature}.${language}` : name
}

/** The messages of the shell are one chunk, though pages may import those of a feature by themselves. */
function shellChunk(id: string, { getModuleInfo }: { getModuleInfo: (id: string) => { importers: readonly string[] } | null }): string | undefined {
  const [, name] = id.match(/\/(shell\.\w+)\.ts$/) ?? []
  if (name || !id.includes('/locales/')) return name
  return getModuleInfo(id)?.importers.find((one) => /\/shell\.\w+\.ts$/.test(one))?.match(/(shell\.\w+)\.ts$/)?.[1]
}

export default defineConfig({
  plugins: [vue(), tabMessages(), serviceWorker()],
  resolve: { alias: { '@': join(here, 'src') } },
  define: {
    __VUE_OPTIONS_API__: false,
    __VUE_PROD_DEVTOOLS__: false,
    __VUE_I18N_FULL_INSTALL__: false,
    __VUE_I18N_LEGACY_API__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
    __INTLIFY_DROP_MESSAGE_COMPILER__: false
  },
  build: {
    target: 'es2020', assetsInlineLimit: 0, chunkSizeWarningLimit: 300, manifest: 'built.json',
    rollupOptions: {
      output: {
        chunkFileNames: ({ name, facadeModuleId }) => `assets/${chunkName(name, facadeModuleId)}-[hash].js`,
        manualChunks: shellChunk
      }
    }
  },
  server: { proxy: { '/api/': { target: server, changeOrigin: false } } },
  test: { environment: 'happy-dom', include: ['src/**/*.test.ts'] }
})
