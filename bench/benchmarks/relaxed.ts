/** What the relaxed kernels bring: both builds in the same rounds. */
import { type Recipe, recipes } from '../../src/model/recipes.js'
import { relaxedModule, relaxedSupported } from '../../src/relaxed/index.js'
import { type Case, type Effort, measure } from '../measure.js'
import { type BenchResult, figure, micro, percent } from '../result.js'
import { COUNT, type Dataset, FORWARD_MACS, loadKernels, loadTarget, STEP_MACS } from '../target.js'

const BUILDS = ['plain', 'relaxed'] as const
type Build = (typeof BUILDS)[number]

const TITLE = 'Relaxed SIMD beside the plain kernels, batch size 1, per image'

interface Work {
  readonly name: string
  readonly recipe: Recipe
  readonly kind: keyof Pick<Dataset, 'real' | 'dense'>
  readonly does: 'train' | 'predict'
}

const works: readonly Work[] = [
  { name: 'base step', recipe: recipes.base, kind: 'real', does: 'train' },
  { name: 'base step, dense images', recipe: recipes.base, kind: 'dense', does: 'train' },
  { name: 'modern step', recipe: recipes.modern, kind: 'real', does: 'train' },
  { name: 'forward', recipe: recipes.base, kind: 'real', does: 'predict' },
  { name: 'forward, dense images', recipe: recipes.base, kind: 'dense', does: 'predict' },
]
const nameOf = ({ name }: Work, build: Build): string => `${name}, ${build}`

export async function relaxed(dataset: Dataset, effort: Effort): Promise<BenchResult> {
  if (!relaxedSupported()) {
    return {
      title: TITLE,
      figures: [],
      table: { columns: ['nothing to measure'], rows: [] },
      notes: ['This engine has no relaxed SIMD: try npx -y node@24 --import tsx bench/main.ts relaxed'],
    }
  }
  const { exports } = await loadKernels(recipes.base, dataset.real)
  const cases: Case[] = []
  for (const work of works) {
    for (const build of BUILDS) cases.push(await caseOf(work, build, dataset))
  }
  const measurement = await measure(exports, cases, effort)
  const rows = works.map((work) => {
    const [plain, fused] = BUILDS.map((build) => measurement.timing(nameOf(work, build)))
    return [work.name, micro(plain!.min), micro(fused!.min), percent(1 - fused!.min / plain!.min)]
  })
  return {
    title: TITLE,
    peak: measurement.peak,
    figures: works.flatMap((work) =>
      BUILDS.map((build) =>
        figure(measurement, nameOf(work, build), work.does === 'train' ? STEP_MACS : FORWARD_MACS),
      ),
    ),
    table: { columns: ['', 'plain min µs', 'relaxed min µs', 'less time'], rows },
    notes: [],
  }
}

async function caseOf(work: Work, build: Build, dataset: Dataset): Promise<Case> {
  const wasm = build === 'relaxed' ? await relaxedModule() : undefined
  const { reset, trainBuffer, exports } = await loadTarget(work.recipe, dataset[work.kind], wasm)
  const run = work.does === 'train' ? trainBuffer : () => exports.predict(COUNT)
  return { name: nameOf(work, build), run, count: COUNT, before: reset }
}
