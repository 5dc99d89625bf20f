/**
 * Puts all that `dist/index.js` imports into one file, `dist/core.js`: loading thirty modules takes Node 10 ms, one takes it 3. Each of the modules stays
 * as a file that passes on its own exports, so that every entry of the package shares the one `Network` and the one `LenetError`.
 */
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildSync } from 'esbuild'

const CORE = 'dist/core.js'

/** A module's exports by name. */
type Exports = Readonly<Record<string, unknown>>

/** Path as an import in a file in `from`. */
function specifier(from: string, path: string): string {
  const found = relative(from, path)
  return found.startsWith('.') ? found : `./${found}`
}

/** @throws {Error} if two modules export different things under one name */
export async function bundleCore(): Promise<void> {
  const { metafile } = buildSync({
    entryPoints: ['dist/index.js'],
    bundle: true,
    format: 'esm',
    write: false,
    metafile: true,
  })
  const paths = Object.keys(metafile.inputs).filter((path) => path.startsWith('dist/'))
  const all = new Map<string, unknown>()
  const modules = new Map<string, string[]>()
  const lines: string[] = []
  for (const path of paths) {
    const exports = (await import(pathToFileURL(resolve(path)).href)) as Exports
    // a module's default is the inlined WebAssembly, which none but its neighbour imports
    const names = Object.keys(exports).filter((name) => name !== 'default')
    for (const name of names) {
      if (all.has(name) && all.get(name) !== exports[name]) {
        throw new Error(`${path}: ${name} is exported by another module of the core, too`)
      }
    }
    const fresh = names.filter((name) => !all.has(name))
    for (const name of fresh) all.set(name, exports[name])
    if (fresh.length > 0) lines.push(`export { ${fresh.join(', ')} } from ${JSON.stringify(`./${path}`)}`)
    modules.set(path, names)
  }
  buildSync({
    stdin: { contents: lines.join('\n'), resolveDir: '.' },
    outfile: CORE,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    banner: { js: '// lenet1989 (MIT), with @assemblyscript/loader (Apache-2.0) inside' },
    logLevel: 'warning',
  })
  for (const [path, names] of modules) {
    if (names.length > 0) {
      const core = JSON.stringify(specifier(dirname(path), CORE))
      writeFileSync(path, `export { ${names.join(', ')} } from ${core}\n`)
    } else {
      rmSync(path)
      const types = path.replace(/\.js$/, '.d.ts')
      if (existsSync(types)) rmSync(types)
    }
  }
}
