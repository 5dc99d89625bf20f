/**
 * The entries for hosts that compile no bytes (Cloudflare Workers, Vercel's edge): dist/workerd and dist/edge-light, chosen by the conditions of these names in
 * package.json. They import the .wasm files themselves, which such a host compiles when it deploys, and carry no text of them.
 */
import { posix } from 'node:path'
import { build, type Plugin } from 'esbuild'

/** The entries as files of dist/, by the names of their files in each folder. */
const ENTRIES = {
  index: 'index',
  data: 'data/index',
  classifier: 'classifier/index',
  'classifier-read': 'classifier/read/index',
  'classifier-adapt': 'classifier/adapt/index',
  int16: 'int16/index',
  formats: 'formats/index',
  worker: 'worker/index',
  relaxed: 'relaxed/index',
}

/** What each host calls a module that it is to compile. */
const HOSTS = { workerd: '', 'edge-light': '?module' }

/** From what tsc has made in `stage`, before files of it are joined. */
export async function bundleEdge(stage: string): Promise<void> {
  for (const [host, query] of Object.entries(HOSTS))
    await build({
      absWorkingDir: stage,
      entryPoints: Object.fromEntries(
        Object.entries(ENTRIES).map(([name, path]) => [name, `dist/${path}.js`]),
      ),
      outdir: `dist/${host}`,
      bundle: true,
      splitting: true,
      format: 'esm',
      target: 'es2022',
      logLevel: 'warning',
      plugins: [modulesAsFiles(query)],
    })
}

/** An inlined module becomes an import of its file; what reads texts hands it on as it is. The errors stay the one class of all entries. */
const modulesAsFiles = (query: string): Plugin => ({
  name: 'modules as files',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\/model\/errors\.js$|^\.\/errors\.js$/ }, () => ({
      path: '../model/errors.js',
      external: true,
    }))
    onResolve({ filter: /\.wasm\.js$/ }, ({ path }) => ({
      path: posix.basename(path, '.js'),
      namespace: 'wasm',
    }))
    onResolve({ filter: /\.wasm$/, namespace: 'wasm' }, ({ path }) => ({
      path: `${path}${query}`,
      external: true,
    }))
    onLoad({ filter: /.*/, namespace: 'wasm' }, ({ path }) => ({
      contents: `export { default } from '../${path}'`,
    }))
    onLoad({ filter: /\/wasm\/text\.js$/ }, () => ({
      contents: 'export const decode = (module) => module',
    }))
  },
})
