/** Writes what the package is built from: the reader's weights and the scores' calibration, as source files that are committed. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Rejection } from '../../src/model/rejection.js'
import { encode } from './coder.js'
import type { Packed } from './packed.js'

const path = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url))
const HEAD = '// written by `npm run pack:classifier`\n'

/** A file such as assembly/classifier/weights.ts: the matrices' numbers as bytes of the coder; steps and biases as the upper halves of their float32. */
export function writeWeights({ matrices, steps }: Packed, file = 'assembly/classifier/weights.ts'): void {
  const bytes = encode(matrices)
  const halves = steps.map((step) => new Uint32Array(Float32Array.of(step).buffer)[0]! >>> 16)
  const list = (name: string, type: string, values: readonly number[]) =>
    `export const ${name}: usize = memory.data<${type}>([\n${lines(values)}])\n`
  writeFileSync(path(file), `${HEAD}${list('CODES', 'u8', bytes)}${list('STEPS', 'u16', halves)}`)
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
