/** Rows of a long benchmark that outlive a run which was stopped: kept in build/ until what they depend on changes. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'

const root = new URL('..', import.meta.url)

/** A digest of files, by their paths from the project's root. */
export function digestOf(paths: readonly string[]): string {
  const hash = createHash('sha256')
  for (const path of paths) hash.update(readFileSync(new URL(path, root)))
  return hash.digest('hex')
}

export class KeptRows {
  readonly #file: URL
  readonly #key: string
  readonly #rows: Record<string, readonly string[]>

  /** @param key of everything that the rows depend on */
  constructor(name: string, key: string) {
    this.#file = new URL(`build/${name}.json`, root)
    this.#key = key
    const before = existsSync(this.#file) ? JSON.parse(readFileSync(this.#file, 'utf8')) : undefined
    this.#rows = before?.key === key ? before.rows : {}
  }

  /** The row of that name: as it was kept, or made now and kept. */
  row(name: string, make: () => readonly string[]): readonly string[] {
    const had = this.#rows[name]
    if (had) return had
    const row = make()
    this.#rows[name] = row
    mkdirSync(new URL('build/', root), { recursive: true })
    writeFileSync(this.#file, JSON.stringify({ key: this.#key, rows: this.#rows }))
    return row
  }
}
