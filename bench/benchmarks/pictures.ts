/** What pictures cost: one digit's way by stages, photographs, and the pictures that are hardest on what looks for connected ink. */
import { readFileSync } from 'node:fs'
import { DIGITS } from '../../scripts/pictures/digits.js'
import { drawing } from '../../scripts/pictures/drawing.js'
import { random } from '../../scripts/pictures/pasted.js'
import { DigitClassifier } from '../../src/classifier/index.js'
import { classifierLoader } from '../../src/wasm/classifier.js'
import { type Effort, quick } from '../measure.js'
import type { BenchResult, Figure } from '../result.js'
import type { Dataset } from '../target.js'

type Exports = Record<string, WebAssembly.Global & ((...values: number[]) => number)> & {
  memory: WebAssembly.Memory
}

export async function pictures(_: Dataset, effort: Effort): Promise<BenchResult> {
  const rounds = effort === quick ? 100 : 400
  const figures: Figure[] = []
  const rows: string[][] = []
  const put = (name: string, times: readonly number[], pixels: number) => {
    const sorted = [...times].sort((a, b) => a - b)
    const [min, median] = [1000 * sorted[0]!, 1000 * sorted[sorted.length >> 1]!]
    figures.push({ name, min, median })
    rows.push([name, min.toFixed(1), median.toFixed(1), pixels > 1 ? ((1000 * min) / pixels).toFixed(2) : ''])
  }
  const timed = (run: () => unknown) => {
    const start = performance.now()
    run()
    return performance.now() - start
  }
  /** What takes milliseconds is interrupted on a busy machine: by the processor's time. */
  const worked = (run: () => unknown) => {
    const before = process.cpuUsage()
    run()
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000
  }

  stages(rounds, put)

  const classifier = DigitClassifier.loadSync()
  const canvases = DIGITS.map(([strokes]) => drawing(strokes!, { size: 200, thickness: 18 }))
  for (const views of [1, 4] as const)
    put(
      `classify, 280×280 ImageData, ${views === 1 ? '1 view' : '4 views'}`,
      Array.from(
        { length: rounds },
        () => worked(() => classifier.classifyBatch(canvases, { views })) / canvases.length,
      ),
      280 * 280,
    )
  // ready: the digit's 28×28 bytes are in the module, and go through moments, sampling and network
  const module = await classifierLoader.load()
  module.digit.fill(0)
  for (let y = 5; y < 23; y++) module.digit.fill(255, 28 * y + 12, 28 * y + 15)
  const many = 100
  for (const views of [1, 4])
    put(
      `moments, samples and network, ${views === 1 ? '1 view' : 'one of 4 views'}`,
      Array.from(
        { length: rounds },
        () => timed(() => Array.from({ length: many }, () => module.readDigit(views, 1))) / many / views,
      ),
      1,
    )

  const few = effort === quick ? 4 : 10
  for (const [name, width, height, channels, draw] of hard()) {
    const data = new Uint8Array(width * height * channels)
    for (let i = 0; i < width * height; i++)
      data.fill(draw(i % width, Math.floor(i / width)), channels * i, channels * (i + 1))
    if (channels === 4) for (let i = 3; i < data.length; i += 4) data[i] = 255
    put(
      name,
      Array.from({ length: few }, () => worked(() => classifier.classify({ data, width, height }))),
      width * height,
    )
  }
  const bytes = module.image.buffer.byteLength
  const notes = [
    'classify is measured in processor time, so other load does not count.',
    `The module's memory: ${(bytes / 2 ** 20).toFixed(1)} MiB, whatever the picture's size: ${(bytes / 2 ** 24).toFixed(2)} bytes a pixel of 16 Mpx; nothing is allocated for a picture.`,
  ]
  return {
    title: 'Pictures',
    figures,
    table: { columns: ['', 'min µs', 'median µs', 'ns a pixel'], rows },
    notes,
  }
}

/** The stages of a drawn 1 on 280×280, by the kernels' own module; `classify` runs them once each. */
function stages(rounds: number, put: (name: string, times: readonly number[], pixels: number) => void): void {
  const file = new URL('../../build/picture.wasm', import.meta.url)
  const exports = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(file)))
    .exports as unknown as Exports
  const at = (name: string) => exports[name]!.value as number
  const [strokes] = DIGITS[1]!
  const { data } = drawing(strokes!, { size: 200, thickness: 18 })
  const [width, height] = [280, 280]
  const takeIn = () => {
    exports.begin!(width, height, 4)
    const most = Math.floor(at('STRIP_SIZE') / 4 / width) * width
    for (let from = 0; from < width * height; from += most) {
      const strip = data.subarray(4 * from, 4 * Math.min(from + most, width * height))
      new Uint8Array(exports.memory.buffer, at('STRIP'), strip.length).set(strip)
      exports.take!(strip.length / 4)
    }
  }
  const steps: readonly (readonly [string, () => unknown])[] = [
    ['taken in', takeIn],
    ['grey', () => exports.grey!()],
    ['histogram', () => exports.countLevels!()],
    ['polarity', () => exports.orient!()],
    ['one paper?', () => exports.mayBeSolid!(85, 128, 1)],
    ['shares', () => exports.shareOfEven!(255)],
    ['contrast', () => exports.startSmooth!() ?? exports.contrast!()],
    ['mask', () => exports.mask!(1433)],
    ['lines', () => exports.eraseLines!()],
    ['components', () => exports.components!(at('MASK'), width, height)],
    ['choice', () => [exports.weigh!(), exports.sift!(0), exports.select!()]],
    [
      'soft ink',
      () => {
        exports.__setArgumentsLength!(3)
        exports.soften!(8, 1, 0)
      },
    ],
    ['28×28', () => exports.digit!(0)],
    ['local paper (uneven light only)', () => exports.closing!()],
  ]
  const times = steps.map(() => [] as number[])
  for (let round = 0; round < rounds; round++)
    for (const [i, [, run]] of steps.entries()) {
      const start = performance.now()
      run()
      times[i]!.push(performance.now() - start)
    }
  for (const [i, [name]] of steps.entries()) put(`280×280: ${name}`, times[i]!, width * height)
}

type Hard = readonly [
  name: string,
  width: number,
  height: number,
  channels: number,
  draw: (x: number, y: number) => number,
]

function hard(): Hard[] {
  const next = random(5)
  const ink = (on: boolean) => (on ? 20 : 235)
  const [side] = [4096]
  const middle = side / 2
  return [
    [
      '12 Mpx photograph, RGBA, a digit in a shadow',
      4000,
      3000,
      4,
      (x, y) => (Math.abs(x - 2000) < 60 && Math.abs(y - 1500) < 700 ? 40 : 235 - Math.floor((x + y) / 70)),
    ],
    ['16 Mpx, comb', side, side, 1, (x, y) => ink(y > 40 && (x & 16) === 0)],
    ['16 Mpx, checkerboard', side, side, 1, (x, y) => ink((((x >> 4) + (y >> 4)) & 1) === 0)],
    ['16 Mpx, dots', side, side, 1, (x, y) => ink(((x >> 4) & (y >> 4) & 1) === 1)],
    [
      '16 Mpx, spiral',
      side,
      side,
      1,
      (x, y) =>
        ink(
          Math.floor(Math.max(Math.abs(x - middle), Math.abs(y - middle) + Number(x > middle) * 24) / 24) %
            2 ===
            0,
        ),
    ],
    ['16 Mpx, noise', side, side, 1, () => 256 * next()],
    ['16 Mpx, one grey', side, side, 1, () => 128],
  ]
}
