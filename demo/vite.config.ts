/** Builds the page into build/demo: a folder of static files that works from any path of any server, without asking anything of another. */
import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { address } from './build/address.js'
import { licenses } from './build/licenses.js'
import { offline } from './build/offline.js'
import { policy, policyHeader } from './build/policy.js'

/** Where they are in truth, if the folder is a link. */
const modules = realpathSync(fileURLToPath(new URL('../node_modules', import.meta.url)))

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  build: {
    outDir: '../build/demo',
    emptyOutDir: true,
    target: ['chrome100', 'firefox114', 'safari16.4'],
    // the page has one script and one style sheet; what Vite would preload by inline code, a policy would refuse
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
  worker: { format: 'es' },
  // the package and its weights lie beside the page
  server: { headers: policyHeader('serve'), host: '127.0.0.1', fs: { allow: ['..', modules] } },
  preview: { headers: policyHeader('preview'), host: '127.0.0.1' },
  plugins: [policy(), address(process.env.SITE_URL), offline(), licenses()],
  // whether the docs lie beside the page, as `npm run site` has it
  define: { __DOCS__: JSON.stringify(process.env.SITE_DOCS === 'yes') },
})
