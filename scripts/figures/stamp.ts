/** docs/figures.json: of each figure, the bits that it was made with, and the digests of what was made. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bitsNow, sha256 } from './bits.js'
import { readSection } from './section.js'
import { type Figure, type FigureName, figures } from './table.js'

const root = join(import.meta.dirname, '../..')
const path = join(root, 'docs/figures.json')

interface Stamp {
  readonly bits: Readonly<Record<string, string>>
  readonly files: Readonly<Record<string, string>>
}
export type Stamps = Readonly<Record<string, Stamp>>

export const readStamps = (): Stamps => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {})

/** Says that a figure's files, as they are, were made with the bits as they are. */
export function stampFigure(name: FigureName): void {
  const all = { ...readStamps(), [name]: stampOf(figures[name], bitsNow()) }
  const sorted = Object.fromEntries(
    Object.keys(figures).flatMap((key) => (all[key] ? [[key, all[key]]] : [])),
  )
  writeFileSync(path, `${JSON.stringify(sorted, undefined, 2)}\n`)
}

export function stampOf({ bits, files }: Figure, now: Readonly<Record<string, string>>): Stamp {
  return {
    bits: Object.fromEntries(bits.map((name) => [name, now[name] ?? 'unknown'])),
    files: Object.fromEntries(files.map((file) => [file, digestOf(file)])),
  }
}

/** Of a file or a section. */
function digestOf(name: string): string {
  const [file, section] = name.split('#')
  return sha256(section === undefined ? readFileSync(join(root, file!)) : readSection(file!, section))
}

/** What is wrong with the figures: a line for each that was made with other bits, or is not what its command has made. */
export function staleFigures(
  now = bitsNow(),
  stamps = readStamps(),
  table: Readonly<Record<string, Figure>> = figures,
): string[] {
  return Object.entries(table).flatMap(([name, figure]) => {
    const again = `npm run figures -- ${name}`
    const stamp = stamps[name]
    if (!stamp) return [`${figure.files.join(', ')}: never stamped; ${again}`]
    const current = stampOf(figure, now)
    return [
      ...figure.bits
        .filter((bits) => stamp.bits[bits] !== current.bits[bits])
        .map(
          (bits) =>
            `${figure.files.join(', ')}: made with ${bits} ${stamp.bits[bits]?.slice(0, 12)}, which is ${current.bits[bits]?.slice(0, 12)} now; ${again}`,
        ),
      ...figure.files
        .filter((file) => stamp.files[file] !== current.files[file])
        .map((file) => `${file}: not what its command made; ${again}`),
    ]
  })
}
