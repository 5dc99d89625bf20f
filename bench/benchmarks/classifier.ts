/** The shipped classifier: one digit in each form, beside the training kernels' forward pass and the plain reference. */

import { DIGITS } from '../../scripts/pictures/digits.js'
import { drawing } from '../../scripts/pictures/drawing.js'
import { DigitClassifier, type DigitInput } from '../../src/classifier/index.js'
import { recipes } from '../../src/model/recipes.js'
import { Network } from '../../src/network/network.js'
import { ReferenceNetwork } from '../../src/reference/network.js'
import { type Case, type Effort, measure } from '../measure.js'
import { type BenchResult, figure, TIMING_COLUMNS, times, timingCells } from '../result.js'
import { type Dataset, FORWARD_MACS, freshState, loadKernels } from '../target.js'

const TWIN = 'forward, scalar reference'
const recipe = { ...recipes.modern, activation: 'silu', dropout: 0 } as const

export async function classifier({ real }: Dataset, effort: Effort): Promise<BenchResult> {
  const { exports } = await loadKernels(recipe, real)
  const reader = DigitClassifier.loadSync()
  const network = await Network.create(recipe)
  const reference = await ReferenceNetwork.create(recipe, 32)
  reference.setState(await freshState(recipe))
  const images = Array.from({ length: 64 }, (_, i) => real.images.slice(i * 256, (i + 1) * 256))
  const raw = images.map((image) =>
    Uint8Array.from({ length: 784 }, (_, i) => (image[i % 256]! > 0 ? 255 : 0)),
  )
  const canvases = DIGITS.map(([strokes]) => drawing(strokes!, { size: 200, thickness: 18 }))
  const over = (name: string, inputs: readonly DigitInput[], run: (input: never) => unknown): Case => ({
    name,
    count: inputs.length,
    run() {
      for (const input of inputs) run(input as never)
    },
  })
  const read = (input: DigitInput) => reader.classify(input)
  const cases = [
    over('classify, 16×16 floats', images, read),
    over('classify, 28×28 bytes, 4 views', raw, read),
    over('classify, 28×28 bytes, 1 view', raw, (input: DigitInput) => reader.classify(input, { views: 1 })),
    over('classify, 280×280 ImageData, 4 views', canvases, read),
    over('Network.predict, 16×16 floats', images, (image) => network.predict(image)),
    over(TWIN, images.slice(0, 16), (image) => reference.forward(image)),
  ]
  const measurement = await measure(exports, cases, effort)
  const figures = cases.map(({ name }) =>
    figure(measurement, name, name.includes('280') ? undefined : FORWARD_MACS),
  )
  const rows = figures.map((own) => [
    own.name,
    ...timingCells(own, measurement.peak),
    times(measurement.timing(TWIN).min / own.min),
  ])
  return {
    title: 'The classifier, per digit',
    peak: measurement.peak,
    figures,
    table: { columns: ['', ...TIMING_COLUMNS, 'reference ÷ this'], rows },
    notes: [],
  }
}
