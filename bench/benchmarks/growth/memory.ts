/** Memory of a network and of digits, and whether a thousand networks leave any behind. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Memory } from '../../memory-process.js'
import type { BenchResult } from '../../result.js'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const megabytes = (bytes: number): number => bytes / 1e6

export async function memory(): Promise<BenchResult> {
  // in a process of its own: what else is measured here leaves its traces
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--expose-gc', '--import', 'tsx', 'bench/memory-process.ts'],
    { cwd: root },
  )
  const { network, digits, fit, disposed } = JSON.parse(stdout) as Memory
  const kB = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`
  const MB = (bytes: number) => `${megabytes(bytes).toFixed(1)} MB`
  const last = disposed.at(-1)!
  const quarter = disposed.find(({ networks }) => networks >= last.networks / 4)!
  return {
    title: 'Growth: memory',
    figures: [],
    curves: [
      {
        name: 'resident',
        points: disposed.map(({ networks, resident }) => [networks, megabytes(resident)] as const),
      },
      {
        name: 'JS heap',
        points: disposed.map(({ networks, heap }) => [networks, megabytes(heap)] as const),
      },
      {
        name: 'outside the heap',
        points: disposed.map(({ networks, external }) => [networks, megabytes(external)] as const),
      },
    ],
    table: {
      columns: ['', 'JS heap', 'outside it', 'resident'],
      rows: [
        ['a network, linear memory', '', kB(network.linear), ''],
        ['a network, all', kB(network.heap), kB(network.external), kB(network.resident)],
        ['10,000 digits', kB(digits.heap), MB(digits.external), ''],
        ['a pass of fit over them leaves', kB(fit.heap), kB(fit.external), ''],
        ...[quarter, last].map(({ networks, heap, external, resident }) => [
          `process after ${networks} networks made and disposed`,
          MB(heap),
          MB(external),
          MB(resident),
        ]),
      ],
    },
    notes: [
      'Network, digits and fit: memory left after a garbage collection, to about ten kB. Process: without a forced collection.',
    ],
  }
}
