/** How much a peer is to download: a page's bundle, gzipped, with the WebAssembly it loads; or what npm installs of a library that runs in Node alone. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import type { Download } from './entries.js'

export interface Size {
  readonly bytes: number
  readonly of: 'gzipped bundle' | 'installed'
}

const here = fileURLToPath(new URL('.', import.meta.url))
const modules = `${here}node_modules/`
const root = fileURLToPath(new URL('../..', import.meta.url))

/** Gzip at its best, as scripts/size.ts measures our own. */
const packed = (bytes: Uint8Array): number => gzipSync(bytes, { level: 9 }).length

export async function sizeOf(download: Download): Promise<Size> {
  if ('folders' in download) {
    const bytes = download.folders.reduce((sum, folder) => sum + folderSize(modules + folder), 0)
    return { bytes, of: 'installed' }
  }
  const files = (download.files ?? []).map((file) => packed(readFileSync(modules + file)))
  const bytes = files.reduce((sum, size) => sum + size, await bundleSize(download.page))
  return { bytes, of: 'gzipped bundle' }
}

/** All that is loaded with the page; parts that it might load later are not counted. */
async function bundleSize(page: string): Promise<number> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: page, resolveDir: page.includes("'lenet1989") ? root : here, sourcefile: 'page.js' },
    absWorkingDir: here,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    splitting: true,
    write: false,
    metafile: true,
    outdir: `${here}build/pages`,
    logLevel: 'error',
  })
  const needed = new Set<string>()
  const need = (path: string): void => {
    if (needed.has(path)) return
    needed.add(path)
    for (const { path: next, kind } of metafile.outputs[path]?.imports ?? []) {
      if (kind === 'import-statement') need(next)
    }
  }
  need(Object.keys(metafile.outputs).find((path) => metafile.outputs[path]!.entryPoint !== undefined)!)
  const loaded = outputFiles.filter(({ path }) => needed.has(path.slice(here.length)))
  return loaded.reduce((sum, { contents }) => sum + packed(contents), 0)
}

function folderSize(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(`${parentPath}/${name}`).size, 0)
}
