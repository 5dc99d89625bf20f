/** The hosts, one row each: what makes the app run there, with as little of its own as the host allows. */
import { execFile } from 'node:child_process'
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { build, version as esbuildVersion } from 'esbuild'
import { command } from '../runtimes/engines.js'
import { inBrowser } from './browser.js'
import { inWebKit } from './webkit.js'

const run = promisify(execFile)

/** What an attempt came to: its result as JSON, what the bundle weighs in bytes where there is one, and versions. */
export interface Outcome {
  readonly result: string
  readonly version: string
  /** Bytes of all scripts and modules that the page may load. */
  readonly size?: number
}

export interface Host {
  readonly name: string
  /** Whether `.ci/run` tries it. */
  readonly quick: boolean
  /** `app` is a folder of its own with the app's files, `digits` beside them, and the package installed. */
  attempt(app: string): Promise<Outcome>
}

/** A package's folder, resolved from `app`, which lies below the folder with the tools. */
export const folderOf = (app: string, name: string): string => {
  const require = createRequire(join(app, 'any.js'))
  for (const folder of require.resolve.paths(name) ?? [])
    if (existsSync(join(folder, name, 'package.json'))) return join(folder, name)
  throw new Error(`not had: ${name} is not installed`)
}
export const versionOf = (app: string, name: string): string =>
  JSON.parse(readFileSync(join(folderOf(app, name), 'package.json'), 'utf8')).version
// biome-ignore lint/suspicious/noExplicitAny: tools that the root does not install
const load = (app: string, name: string): Promise<any> =>
  import(pathToFileURL(createRequire(join(app, 'any.js')).resolve(name)).href)

/** Runs a command in the app; its last line of output is the result. */
export async function output(app: string, file: string, ...args: string[]): Promise<string> {
  const { NODE_OPTIONS: _, ...env } = process.env
  const { stdout, stderr } = await run(file, args, { cwd: app, env, maxBuffer: 1 << 26, timeout: 300_000 })
  const lines = `${stdout}\n${stderr}`.split('\n')
  const found = lines.find((line) => line.includes('{"base"'))
  if (found === undefined) throw new Error(lines.slice(-5).join(' '))
  return found.slice(found.indexOf('{'), found.lastIndexOf('}') + 1)
}

const sizeOf = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(m?js|cjs|wasm)$/.test(entry.name))
    .reduce((sum, entry) => sum + readFileSync(join(entry.parentPath, entry.name)).length, 0)

/** The executable of one of Node's versions. */
export const node = (alias: string) => (app: string) => join(folderOf(app, alias), 'bin/node')

const nodes: Host[] = ['20', '22', '24', '26'].flatMap((major) =>
  ['node.mjs', 'require.cjs'].map((file) => ({
    name: `Node ${major}${file === 'require.cjs' ? ', require()' : ''}`,
    quick: true,
    attempt: async (app) => ({
      result: await output(app, node(`node-${major}`)(app), file),
      version: versionOf(app, `node-${major}`),
    }),
  })),
)

const engines: Host[] = (['deno', 'bun'] as const).map((name) => ({
  name: name === 'deno' ? 'Deno' : 'Bun',
  quick: true,
  async attempt(app) {
    const [file, args] = command(name, 'node.mjs')
    const { stdout } = await run(file, ['--version'])
    return { result: await output(app, file, ...args), version: stdout.match(/\d+\.\d+\.\d+/)![0] }
  },
}))

/** Bundles `page.js` and `worker.js` into `out` of the app. */
type Bundle = (app: string, out: string) => Promise<string>

const bundled = (name: string, quick: boolean, bundle: Bundle): Host => ({
  name,
  quick,
  async attempt(app) {
    const out = join(app, 'out')
    mkdirSync(out)
    const version = await bundle(app, out)
    if (!existsSync(join(out, 'page.html')) && !existsSync(join(out, 'index.html')))
      copyFileSync(join(app, 'page.html'), join(out, 'page.html'))
    const page = existsSync(join(out, 'page.html')) ? 'page.html' : 'index.html'
    return { result: await inBrowser('chromium', out, page), version, size: sizeOf(out) }
  },
})

const webpackLike =
  (name: string): Bundle =>
  async (app, out) => {
    const module = await load(app, name)
    const pack = module.rspack ?? module.default
    const compiler = pack({
      mode: 'production',
      context: app,
      entry: './page.js',
      output: { path: out, filename: 'page.js' },
    })
    await new Promise<void>((resolve, reject) =>
      // biome-ignore lint/suspicious/noExplicitAny: two tools' statistics
      compiler.run((error: Error | null, stats: any) => {
        if (error ?? stats.hasErrors()) reject(error ?? new Error(stats.toString('errors-only')))
        else resolve()
      }),
    )
    return versionOf(app, name)
  }

const vite =
  (name: string): Bundle =>
  async (app, outDir) => {
    const { build } = await load(app, name)
    copyFileSync(join(app, 'page.html'), join(app, 'index.html'))
    // before version 8 Vite makes a worker one file, and lenet1989/worker has parts that are loaded later
    if (name === 'vite-6') writeFileSync(join(app, 'worker.js'), "import 'lenet1989/worker/standalone'\n")
    await build({
      root: app,
      base: './',
      logLevel: 'error',
      build: { outDir, emptyOutDir: true, target: 'es2022' },
    })
    return versionOf(app, name)
  }

const rollupLike =
  (name: string): Bundle =>
  async (app, dir) => {
    const { rollup, rolldown } = await load(app, name)
    const plugins = rollup ? [(await load(app, '@rollup/plugin-node-resolve')).default()] : []
    const input = [join(app, 'page.js'), join(app, 'worker.js')]
    const made = await (rollup ?? rolldown)({ input, plugins, logLevel: 'silent' })
    await made.write({ dir, format: 'esm' })
    return versionOf(app, name)
  }

const esbuild: Bundle = async (app, outdir) => {
  const entryPoints = [join(app, 'page.js'), join(app, 'worker.js')]
  await build({ entryPoints, outdir, bundle: true, minify: true, format: 'esm' })
  return esbuildVersion
}

const bundlers: Host[] = [
  bundled('Vite 8, build', true, vite('vite')),
  bundled('Vite 6, build, standalone worker', false, vite('vite-6')),
  bundled('webpack 5', true, webpackLike('webpack')),
  bundled('Rspack', false, webpackLike('@rspack/core')),
  bundled('Rollup', false, rollupLike('rollup')),
  bundled('Rolldown', false, rollupLike('rolldown')),
  bundled('esbuild, esm', true, esbuild),
  bundled('Parcel 2', false, async (app, out) => {
    const parcel = join(folderOf(app, 'parcel'), 'lib/bin.js')
    await run(
      process.execPath,
      [
        parcel,
        'build',
        'page.html',
        '--dist-dir',
        out,
        '--public-url',
        './',
        '--cache-dir',
        join(app, 'cache'),
      ],
      { cwd: app },
    )
    return versionOf(app, 'parcel')
  }),
  ...(['vite', 'vite-6'] as const).map(
    (name): Host => ({
      name: `Vite ${name === 'vite' ? 8 : 6}, dev`,
      quick: false,
      async attempt(app) {
        const { createServer } = await load(app, name)
        cpSync(join(app, 'digits'), join(app, 'public/digits'), { recursive: true })
        const server = await createServer({
          root: app,
          logLevel: 'silent',
          server: { host: '127.0.0.1', port: 0 },
        })
        await server.listen()
        try {
          const { port } = server.httpServer.address()
          return {
            result: await inBrowser('chromium', `http://127.0.0.1:${port}`, 'page.html'),
            version: versionOf(app, name),
          }
        } finally {
          await server.close()
        }
      },
    }),
  ),
  ...(['iife', 'cjs'] as const).map(
    (format): Host => ({
      name: `esbuild, ${format}`,
      quick: true,
      async attempt(app) {
        const outfile = join(app, 'out.cjs')
        await build({
          entryPoints: [join(app, 'bundled.js')],
          outfile,
          bundle: true,
          platform: 'node',
          format,
          minify: true,
        })
        return {
          result: await output(app, process.execPath, outfile),
          version: esbuildVersion,
          size: readFileSync(outfile).length,
        }
      },
    }),
  ),
]

/** The import map of the package's entries, for a page without a bundler. */
function plain(app: string): string {
  const { exports } = JSON.parse(readFileSync(join(folderOf(app, 'lenet1989'), 'package.json'), 'utf8'))
  const imports: Record<string, string> = {}
  for (const entry of ['.', './classifier', './data', './formats', './worker'])
    imports[entry.replace('.', 'lenet1989')] = exports[entry].default.replace('.', './lenet1989')
  const html = readFileSync(join(app, 'page.html'), 'utf8')
  const map = `<script type="importmap">${JSON.stringify({ imports })}</script>\n<script`
  writeFileSync(join(app, 'plain.html'), html.replace('<script', map))
  // an import map does not reach workers
  const page = readFileSync(join(app, 'page.js'), 'utf8')
  writeFileSync(join(app, 'page.js'), page.replace('./worker.js', './lenet1989/dist/worker/standalone.js'))
  return 'plain.html'
}

const pages: Host[] = [
  ...(['chromium', 'firefox'] as const).map(
    (name): Host => ({
      name: `import map, ${name === 'chromium' ? 'Chromium' : 'Firefox'}`,
      quick: true,
      async attempt(app) {
        const page = plain(app)
        const versions: string[] = []
        return { result: await inBrowser(name, app, page, versions), version: versions[0] ?? '' }
      },
    }),
  ),
  {
    name: 'import map, WebKit',
    quick: true,
    attempt: (app) => inWebKit(app, plain(app)),
  },
]

const edges: Host[] = [
  {
    name: 'workerd',
    quick: true,
    async attempt(app) {
      const outdir = join(app, 'out')
      // as wrangler bundles: the .wasm files are modules beside the script, which workerd compiles when it starts
      const made = await build({
        entryPoints: [join(app, 'edge.js')],
        outdir,
        bundle: true,
        minify: true,
        format: 'esm',
        conditions: ['workerd', 'worker', 'browser'],
        loader: { '.wasm': 'copy' },
        metafile: true,
      })
      const outputs = Object.keys(made.metafile.outputs).map((path) => path.slice(path.lastIndexOf('/') + 1))
      const modules = [...outputs]
        .sort((a) => (a === 'edge.js' ? -1 : 1))
        .map((name) => ({
          type: name.endsWith('.wasm') ? 'CompiledWasm' : 'ESModule',
          path: join(outdir, name),
        }))
      const { Miniflare } = await load(app, 'miniflare')
      const server = new Miniflare({ modules, modulesRoot: outdir, compatibilityDate: '2026-01-01' })
      try {
        const body = new FormData()
        for (const name of ['images', 'labels'])
          body.append(name, new Blob([readFileSync(join(app, 'digits', name))]))
        const response = await fetch(await server.ready, { method: 'POST', body })
        return { result: await response.text(), version: versionOf(app, 'workerd'), size: sizeOf(outdir) }
      } finally {
        await server.dispose()
      }
    },
  },
]

export const hosts: readonly Host[] = [...nodes, ...engines, ...edges, ...bundlers, ...pages]
