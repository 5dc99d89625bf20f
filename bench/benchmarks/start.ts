/** How long a program takes from its import to the first answer: fresh processes, each by itself. */
import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { recipes } from '../../src/model/recipes.js'
import { stateBytes } from '../../src/model/state.js'
import { Network } from '../../src/network/network.js'
import { type Effort, middle } from '../measure.js'
import type { BenchResult } from '../result.js'
import type { Start, Way } from '../start-process.js'
import type { Dataset } from '../target.js'

const root = new URL('../../', import.meta.url)
const folder = new URL('build/start/', root)
const path = (name: string, base = folder) => fileURLToPath(new URL(name, base))
const PIXELS = 256
/** What two networks' outputs may differ by: float64 sums in another order. */
const AGREEMENT = 1e-5

interface Target {
  readonly name: string
  readonly way: Way
  readonly module: string
  readonly weights: string
}

const OURS = { module: path('dist/index.js', root), weights: path('weights.safetensors') }
const PLAIN = 'plain JavaScript, tuned'
const targets: readonly Target[] = [
  { name: 'lenet1989, Network.load', way: 'load', ...OURS },
  { name: 'lenet1989, Network.create', way: 'create', ...OURS },
  {
    name: 'lenet1989/classifier',
    way: 'read',
    module: path('dist/classifier/index.js', root),
    weights: OURS.weights,
  },
  {
    name: 'lenet1989/int16',
    way: 'int16',
    module: path('dist/int16/index.js', root),
    weights: path('weights.f32'),
  },
  { name: PLAIN, way: 'plain', module: path('tuned.js'), weights: path('weights.f32') },
  { name: 'an empty module', way: 'empty', module: path('empty.js'), weights: path('weights.f32') },
]
const PARTS = ['importing', 'making', 'predicting'] as const

export async function start({ real }: Dataset, effort: Effort): Promise<BenchResult> {
  await prepare(real.images.subarray(0, PIXELS))
  const runs = new Map<Target, Start[]>(targets.map((target) => [target, []]))
  // the first round fills the system's cache of files
  for (let round = 0; round <= effort.rounds; round++) {
    for (const [target, results] of runs) {
      const result = await run(target)
      if (round > 0) results.push(result)
    }
  }
  checkAgreement(runs)
  const all = ({ importing, making, predicting }: Start) => importing + making + predicting
  const figures = [...runs].map(([{ name }, results]) => {
    const milliseconds = results.map(all)
    return { name, min: 1000 * Math.min(...milliseconds), median: 1000 * middle(milliseconds) }
  })
  const milliseconds = (microseconds: number) => (microseconds / 1000).toFixed(1)
  const rows = [...runs.values()].map((results, i) => {
    const { name, min, median } = figures[i]!
    // of one and the same process, so that they add up
    const best = results.find((result) => 1000 * all(result) === min)!
    return [name, milliseconds(min), milliseconds(median), ...PARTS.map((part) => best[part].toFixed(1))]
  })
  return {
    title: 'From import to the first answer, in a fresh process',
    figures,
    table: { columns: ['', 'min ms', 'median ms', 'import', 'make', 'predict'], rows },
    notes: [
      `Node's own start is not counted. ${effort.rounds} interleaved processes each; import, make and predict are those of the fastest.`,
      'An empty module: the time of the first import of any file.',
    ],
  }
}

/** The process and the plain network as JavaScript; weights and digit as files. */
async function prepare(image: Float32Array): Promise<void> {
  mkdirSync(folder, { recursive: true })
  await build({
    entryPoints: [path('bench/start-process.ts', root), path('bench/peers/plain/tuned.ts', root)],
    outdir: path('.'),
    entryNames: '[name]',
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
  })
  const network = await Network.create(recipes.base)
  writeFileSync(path('weights.safetensors'), network.save())
  writeFileSync(path('weights.f32'), stateBytes(network.stateDict()))
  network.dispose()
  writeFileSync(path('image.f32'), image)
  writeFileSync(path('package.json'), '{ "type": "module" }')
  writeFileSync(path('empty.js'), 'export {}\n')
}

async function run({ way, module, weights }: Target): Promise<Start> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    path('start-process.js'),
    way,
    module,
    weights,
    path('image.f32'),
  ])
  return JSON.parse(stdout) as Start
}

/** @throws {Error} unless all networks with the same weights (the classifier has its own) give the same answers; int16's outputs are rounded */
function checkAgreement(runs: ReadonlyMap<Target, readonly Start[]>): void {
  const [[, [first]], ...others] = [...runs].filter(
    ([{ way }]) => !['empty', 'read', 'int16'].includes(way),
  ) as [[Target, Start[]], ...[Target, Start[]][]]
  for (const [{ name }, [result]] of others) {
    const difference = Math.max(...first!.outputs.map((output, i) => Math.abs(output - result!.outputs[i]!)))
    if (!(difference <= AGREEMENT)) throw new Error(`${name} differs by ${difference}`)
  }
}
