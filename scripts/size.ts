/**
 * The size budget: `tsx scripts/size.ts` (after a build) prints what a page has to load, and exits 1 above budget.
 * Measured as esbuild bundles it without configuration, minified, and gzip at its best packs it. 1 kB is 1000 bytes.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Bytes after gzip. */
const packed = (bytes: Uint8Array): number => gzipSync(bytes, { level: 9 }).length

/** What a page of `code` loads before it runs: with code splitting, the entry and what it imports statically, but not what a recipe may ask for later. */
async function bundle(code: string): Promise<Uint8Array> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir: root },
    bundle: true,
    minify: true,
    splitting: true,
    format: 'esm',
    outdir: 'out',
    absWorkingDir: root,
    metafile: true,
    write: false,
  })
  const entry = Object.keys(metafile.outputs).find(
    (path) => metafile.outputs[path]!.entryPoint !== undefined,
  )!
  const loaded = new Set([entry])
  for (const path of loaded)
    for (const { path: imported, kind } of metafile.outputs[path]!.imports)
      if (kind === 'import-statement') loaded.add(imported)
  const files = [...loaded].map((path) => outputFiles.find((file) => file.path.endsWith(path))!)
  return Buffer.concat(files.map(({ contents }) => contents))
}

const sizes = [
  { what: 'dist/lenet1989.wasm', budget: 16_000, bytes: readFileSync(`${root}/dist/lenet1989.wasm`) },
  {
    what: 'a page that trains',
    budget: 26_000,
    bytes: await bundle(`export { Network, recipes } from 'lenet1989'`),
  },
  {
    what: 'lenet1989/relaxed',
    budget: 16_000,
    bytes: await bundle(`export { relaxedModule, relaxedSupported } from 'lenet1989/relaxed'`),
  },
  {
    what: 'a page that reads',
    budget: 26_000,
    bytes: await bundle(`export { DigitClassifier } from 'lenet1989/classifier'`),
  },
  {
    what: 'a page that reads numbers',
    budget: 40_500,
    bytes: await bundle(`export { DigitReader } from 'lenet1989/classifier/read'`),
  },
  {
    what: 'a page that adapts',
    budget: 56_000,
    bytes: await bundle(`export { adapt } from 'lenet1989/classifier/adapt'`),
  },
  {
    what: 'reading in int16',
    budget: 13_000,
    bytes: await bundle(`export { Int16Network } from 'lenet1989/int16'`),
  },
]

const kB = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`.padStart(8)
for (const { what, budget, bytes } of sizes) {
  const size = packed(bytes)
  const verdict = size <= budget ? '' : '  OVER BUDGET'
  console.log(`${what.padEnd(20)} ${kB(bytes.length)}, gzipped ${kB(size)}, budget ${kB(budget)}${verdict}`)
  if (size > budget) process.exitCode = 1
}
