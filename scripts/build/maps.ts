/**
 * Source maps of dist/, with their sources, since src/ is not in the package. Modules that are inlined as text are left out of them: their text would be in the package
 * once more for each file that holds it.
 */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const COMMENT = /\n\/\/# sourceMappingURL=.*\n?$/

/** After all files of `folder` are made. */
export function tidyMaps(folder: string): void {
  for (const { parentPath, name } of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!name.endsWith('.js.map')) continue
    const map = join(parentPath, name)
    const script = map.slice(0, -'.map'.length)
    const code = existsSync(script) ? readFileSync(script, 'utf8') : ''
    if (script.endsWith('.wasm.js')) writeFileSync(script, code.replace(COMMENT, '\n'))
    // a file that hands on what is in core.js has no map of its own any more
    if (script.endsWith('.wasm.js') || !COMMENT.test(code)) {
      rmSync(map)
      continue
    }
    const parsed = JSON.parse(readFileSync(map, 'utf8')) as {
      sources: string[]
      sourcesContent?: (string | null)[]
    }
    // they were made two folders below their place
    parsed.sources = parsed.sources.map((source) => source.replace(/^(\.\.\/){2}(?=\.\.\/)/, ''))
    parsed.sourcesContent = parsed.sources.map((source, i) =>
      /\.wasm\.[jt]s$|node_modules/.test(source) ? null : (parsed.sourcesContent?.[i] ?? null),
    )
    writeFileSync(map, JSON.stringify(parsed))
  }
}
