/**
 * Puts all that `dist/index.js` imports into one file, `dist/core.js`: loading thirty modules takes Node 10 ms or more, loading one 3. Each of the modules
 * stays as a file that passes on its own exports, so that every entry of the package shares the one `Network`. The errors stay apart: entries that need nothing
 * else of the core share their one class.
 *
 * A bundler that takes but a part of `core.js` keeps what may have effects when it is loaded: hence the notes `@__NO_SIDE_EFFECTS__` in `src/` at
 * functions that constants are made with.
 */
import { writeFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildSync } from 'esbuild'

const CORE = 'dist/core.js'
const ERRORS = 'dist/model/errors.js'
/** Fetched only by those who need them. */
const LATER = ['dist/wasm/full.wasm.js', 'dist/model/sha256.js']

/**
 * In the folder `root`, where `dist/` is.
 *
 * @throws {Error} if two modules export different things under one name
 */
export async function bundleCore(root: string): Promise<void> {
  const exported = new Map<string, unknown>()
  const entry: string[] = []
  const stubs = new Map<string, string>()
  for (const path of modulesOf(root, 'dist/index.js')) {
    const module = (await import(pathToFileURL(join(root, path)).href)) as Record<string, unknown>
    const fresh: string[] = []
    const all: string[] = []
    for (const [name, value] of Object.entries(module)) {
      const inCore = name === 'default' ? basename(path, '.js').replace(/\W/g, '_') : name
      if (!exported.has(inCore)) fresh.push(as(name, inCore))
      else if (exported.get(inCore) !== value) {
        throw new Error(`${path}: another module of the core exports something else as ${inCore}`)
      }
      exported.set(inCore, value)
      all.push(as(inCore, name))
    }
    entry.push(reexport(fresh, `./${path}`))
    stubs.set(path, reexport(all, specifier(dirname(path), CORE)))
  }
  buildSync({
    stdin: { contents: entry.join(''), resolveDir: root },
    absWorkingDir: root,
    outfile: CORE,
    bundle: true,
    external: [ERRORS, ...LATER].map((path) => `./${path}`),
    format: 'esm',
    target: 'es2022',
    sourcemap: true,
    banner: { js: '// lenet1989 (MIT)' },
    logLevel: 'warning',
  })
  for (const [path, stub] of stubs) writeFileSync(join(root, path), stub)
}

/** The package's own modules that `entry` imports, directly or not, and itself. */
function modulesOf(root: string, entry: string): string[] {
  const options = { absWorkingDir: root, bundle: true, format: 'esm', write: false, metafile: true } as const
  const { metafile } = buildSync({ entryPoints: [entry], ...options })
  return Object.keys(metafile.inputs).filter(
    (path) => path.startsWith('dist/') && path !== ERRORS && !LATER.includes(path),
  )
}

const as = (name: string, other: string): string => (name === other ? name : `${name} as ${other}`)

const reexport = (names: readonly string[], from: string): string =>
  `export { ${names.join(', ')} } from ${JSON.stringify(from)}\n`

/** `path` as a file in `folder` imports it. */
function specifier(folder: string, path: string): string {
  const found = relative(folder, path)
  return found.startsWith('.') ? found : `./${found}`
}
