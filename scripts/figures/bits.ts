/** The bits that figures depend on, as they are now: the values of tests/expected.ts, and digests of the weights that are packed. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

/** What each digest is taken of. */
const packed = {
  classifier: [
    'assembly/classifier/weights.ts',
    'src/classifier/calibration.ts',
    'src/classifier/shape-model.ts',
  ],
  reader: [
    'assembly/classifier/weights.ts',
    'assembly/read/weights.ts',
    'assembly/read/score-weights.ts',
    'src/classifier/read/calibration.ts',
  ],
} as const

export type Bits = keyof typeof packed | `${string}_SHA256`

export const sha256 = (...contents: readonly (string | Uint8Array)[]): string => {
  const hash = createHash('sha256')
  for (const content of contents) hash.update(content)
  return hash.digest('hex')
}

/** All of them, by name. */
export function bitsNow(): Readonly<Record<string, string>> {
  const expected = readFileSync(join(root, 'tests/expected.ts'), 'utf8')
  const values = [...expected.matchAll(/^export const (\w+) =\s*'(\w+)'$/gm)].map(([, name, value]) => [
    name!,
    value!,
  ])
  const digests = Object.entries(packed).map(([name, files]) => [
    name,
    sha256(...files.map((file) => readFileSync(join(root, file)))),
  ])
  return Object.fromEntries([...values, ...digests])
}
