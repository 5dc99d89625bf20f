/** Builds the page into build/demo: a folder of static files that works from any path of any server, without asking anything of another. */
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { licenses } from './build/licenses.js'
import { offline } from './build/offline.js'
import { policy, policyHeader } from './build/policy.js'

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  build: {
    outDir: '../build/demo',
    emptyOutDir: true,
    target: ['chrome91', 'firefox114', 'safari16.4'],
    // the page has one script and one style sheet; what Vite would preload by inline code, a policy would refuse
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
  worker: { format: 'es' },
  server: { headers: policyHeader('serve'), host: '127.0.0.1' },
  preview: { headers: policyHeader('preview'), host: '127.0.0.1' },
  plugins: [policy(), offline(), licenses()],
})
