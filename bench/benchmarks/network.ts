/** The whole network: a training step of 1989 and a forward pass, on digits and on images without any background. */
import type { Digits } from '../../src/data/index.js'
import { recipes } from '../../src/model/recipes.js'
import { Network } from '../../src/network/network.js'
import { ReferenceNetwork } from '../../src/reference/network.js'
import { type Case, type Effort, measure } from '../measure.js'
import { type BenchResult, figure, TIMING_COLUMNS, times, timingCells } from '../result.js'
import {
  COUNT,
  type Dataset,
  FORWARD_MACS,
  freshState,
  IMAGE_BYTES,
  loadKernels,
  loadTarget,
  STEP_MACS,
} from '../target.js'

const REFERENCE_COUNT = 16
const REFERENCE_STEP = 'training step, scalar reference'
const REFERENCE_FORWARD = 'forward, scalar reference'

interface Row {
  readonly timed: Case
  readonly macs: number
  readonly reference?: string
}

export async function network({ real, dense }: Dataset, effort: Effort): Promise<BenchResult> {
  const { exports } = await loadKernels(recipes.base, real)
  const list = [
    ...(await rowsOn('digits', real)),
    ...(await rowsOn('dense images', dense)),
    ...(await referenceRows(real)),
  ]
  const measurement = await measure(
    exports,
    list.map(({ timed }) => timed),
    effort,
  )
  const figures = list.map(({ timed, macs }) => figure(measurement, timed.name, macs))
  const rows = list.map(({ reference }, i) => {
    const own = figures[i]!
    const ratio = reference === undefined ? '' : times(measurement.timing(reference).min / own.min)
    return [own.name, ...timingCells(own, measurement.peak), ratio]
  })
  const least = (name: string) => measurement.timing(name).min
  const density = least('training step, dense images') / least('training step, digits')
  return {
    title: 'The 1989 network, batch size 1, per image',
    peak: measurement.peak,
    figures,
    table: { columns: ['', ...TIMING_COLUMNS, 'reference ÷ this'], rows },
    notes: [`A training step on dense images takes ${density.toFixed(2)} times as long as on digits.`],
  }
}

async function rowsOn(kind: string, set: Digits): Promise<Row[]> {
  const target = await loadTarget(recipes.base, set)
  const { exports, images } = await loadKernels(recipes.base, set)
  const net = await Network.create(recipes.base)
  const single = Array.from({ length: COUNT }, (_, i) => set.images.subarray(i * 256, (i + 1) * 256))
  const start = images.byteOffset
  const forward = (name: string, run: () => void): Row => ({
    timed: { name: `${name}, ${kind}`, run, count: COUNT },
    macs: FORWARD_MACS,
    reference: REFERENCE_FORWARD,
  })
  return [
    {
      timed: {
        name: `training step, ${kind}`,
        run: target.trainBuffer,
        count: COUNT,
        before: target.reset,
      },
      macs: STEP_MACS,
      reference: REFERENCE_STEP,
    },
    forward('forward, kernels alone', () => {
      exports.prepare()
      for (let i = 0; i < COUNT; i++) exports.infer(start + i * IMAGE_BYTES)
    }),
    forward('predict, one image', () => {
      for (const image of single) net.predict(image)
    }),
    forward('predict, 256 images', () => {
      net.predict(set.images)
    }),
  ]
}

async function referenceRows({ images, labels }: Digits): Promise<Row[]> {
  const reference = await ReferenceNetwork.create(recipes.base, 32)
  const state = await freshState(recipes.base)
  const image = (i: number) => images.subarray(i * 256, (i + 1) * 256)
  const row = (name: string, macs: number, run: (i: number) => void): Row => ({
    macs,
    timed: {
      name,
      count: REFERENCE_COUNT,
      before: () => reference.setState(state),
      run() {
        for (let i = 0; i < REFERENCE_COUNT; i++) run(i)
      },
    },
  })
  return [
    row(REFERENCE_STEP, STEP_MACS, (i) => {
      reference.forward(image(i))
      reference.backward(labels[i]!)
      reference.step()
    }),
    row(REFERENCE_FORWARD, FORWARD_MACS, (i) => {
      reference.forward(image(i))
    }),
  ]
}
