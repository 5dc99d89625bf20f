/** Writes what the package is built from: the reader's weights and the scores' calibration, as source files that are committed. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Rejection } from '../../src/model/rejection.js'
import type { Packed } from './packed.js'

const path = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url))
const HEAD = '// written by `npm run pack:classifier`\n'

/** A file such as assembly/classifier/weights.ts: four codes in three bytes, the first in the highest bits; scales and biases as the upper halves of their float32. */
export function writeWeights({ codes, scales }: Packed, file = 'assembly/classifier/weights.ts'): void {
  const bytes: number[] = []
  for (let i = 0; i < codes.length; i += 4) {
    const word = codes.slice(i, i + 4).reduce((bits, code) => (bits << 6) | (code + 32), 0)
    bytes.push(word >> 16, (word >> 8) & 255, word & 255)
  }
  const halves = scales.map((scale) => new Uint32Array(Float32Array.of(scale).buffer)[0]! >>> 16)
  const list = (name: string, type: string, values: readonly number[]) =>
    `export const ${name}: usize = memory.data<${type}>([\n${lines(values)}])\n`
  writeFileSync(path(file), `${HEAD}${list('CODES', 'u8', bytes)}${list('SCALES', 'u16', halves)}`)
}

function lines(values: readonly number[]): string {
  const rows = Array.from({ length: Math.ceil(values.length / 24) }, (_, i) =>
    values.slice(24 * i, 24 * i + 24),
  )
  return rows.map((row) => `  ${row.join(', ')},\n`).join('')
}

export function writeCalibration(inverseTemperature: number, rejections: readonly Rejection[]): void {
  const rounded = (value: number, open: number) =>
    Number.isFinite(value) ? Number(value.toPrecision(6)) : open
  const rows = rejections.map(
    ({ wanted, t1, t2, t3 }) =>
      `    { error: ${wanted}, t1: ${rounded(t1, 0)}, t2: ${rounded(t2, 1)}, t3: ${rounded(t3, 0)} },\n`,
  )
  writeFileSync(
    path('src/classifier/calibration.ts'),
    `${HEAD}/** How digits come to 16×16 for the network; one over the temperature of the softmax; and by the share of misread digits among those answered, the thresholds that reach it. */
export const calibration = {
  input: 'moments' as 'moments' | 'resize',
  inverseTemperature: ${inverseTemperature},
  rejection: [
${rows.join('')}  ],
} as const
`,
  )
}
