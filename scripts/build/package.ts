/** src/ and the compiled modules → dist/: tsc, the core in one file, and the modules as files. Made beside dist/ and then put in its place. */
import { spawn } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type BuildOptions, buildSync } from 'esbuild'
import { bundleCore } from '../core.js'
import { bundleEdge } from './edge.js'
import { digestOfAll } from './files.js'
import { tidyMaps } from './maps.js'
import { isFresh, removeStamp, writeStamp } from './stamp.js'
import type { Targets } from './targets.js'

const SOURCES = [
  'src',
  'tsconfig.json',
  'package-lock.json',
  'scripts/core.ts',
  'scripts/build/package.ts',
  'scripts/build/edge.ts',
  'scripts/build/maps.ts',
  'scripts/build/targets.ts',
]

/** Of the packages whose code is in dist/. */
const LICENSES = {
  'noble-hashes': 'node_modules/@noble/hashes/LICENSE',
  pbf: 'node_modules/pbf/LICENSE',
}

/** Unless nothing that dist/ is made of has changed. */
export async function buildPackage(root: string, targets: Targets): Promise<void> {
  const settings = digestOfAll(root, SOURCES)
  if (isFresh(root, 'dist', settings, ['dist'])) return
  removeStamp(root, 'dist')
  const stage = join(root, `build/stage-${process.pid}`)
  rmSync(stage, { recursive: true, force: true })
  try {
    mkdirSync(join(stage, 'dist'), { recursive: true })
    await run(root, 'node_modules/typescript/bin/tsc', '-p', 'tsconfig.json', '--outDir', join(stage, 'dist'))
    for (const [name, { packaged }] of Object.entries(targets))
      if (packaged !== undefined) copyFileSync(join(root, `build/${name}.wasm`), join(stage, packaged))
    await bundleEdge(stage)
    // Sixteen small files take Node 7 ms to load, two take 3. The errors stay apart, as there is one class of them.
    joined(stage, 'dist/classifier/index.js', { external: ['./dist/model/errors.js'] })
    joined(stage, 'dist/int16/index.js', { external: ['./dist/model/errors.js'] })
    joined(stage, 'dist/classifier/read/index.js', { external: ['./dist/model/errors.js'] })
    // what they need of others comes with them: the import map of a page has the package alone
    joined(stage, 'dist/model/sha256.js')
    for (const name of ['proto', 'read'])
      joined(stage, `dist/formats/onnx/${name}.js`, { external: ['../../model/*', './proto.js'] })
    for (const [name, license] of Object.entries(LICENSES))
      copyFileSync(join(root, license), join(stage, 'dist', `LICENSE-${name}.txt`))
    await bundleCore(stage)
    // one file that imports nothing, for pages without a bundler
    joined(stage, 'dist/worker/standalone.js', { minify: true, banner: { js: '// lenet1989 (MIT)' } })
    tidyMaps(join(stage, 'dist'))
    putInPlace(join(stage, 'dist'), join(root, 'dist'), join(stage, 'before'))
  } finally {
    rmSync(stage, { recursive: true, force: true })
  }
  writeStamp(root, 'dist', settings, {}, ['dist'])
}

/** Makes a module of dist/ one with what it imports. */
function joined(stage: string, file: string, options: BuildOptions = {}): void {
  buildSync({
    absWorkingDir: stage,
    entryPoints: [file],
    outfile: file,
    allowOverwrite: true,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    sourcemap: true,
    logLevel: 'warning',
    ...options,
  })
}

/** Where another build does the same between the two steps, its folder makes room too. */
function putInPlace(made: string, place: string, before: string): void {
  for (let attempt = 1; existsSync(made); attempt++) {
    try {
      if (existsSync(place)) renameSync(place, `${before}-${attempt}`)
      renameSync(made, place)
    } catch (error) {
      if (attempt === 10) throw error
    }
  }
}

function run(root: string, script: string, ...args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    child.on('error', reject).on('close', (status) => {
      if (status === 0) resolve()
      else reject(new Error(`${script} ${args.join(' ')} failed`))
    })
  })
}
