/** A process that holds one peer: reads benchmarks line by line from its input, and answers each with a line on its fourth channel. */
import { createWriteStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { round, type Case as Timed } from '../measure.js'
import { type About, type Answer, type Benchmark, type Case, type Timing, TRAINING_DIGITS } from './cases.js'
import { readDataset } from './dataset.js'
import { CLASSES, type Peer, PIXELS, type Predict } from './peer.js'

const answers = createWriteStream('', { fd: 3 })
/** Milliseconds that a sample should take at least, where there are digits enough. */
const SAMPLE = 1
/** Milliseconds before the first sample: until everything is compiled as well as it can be. */
const WARMUP = 300

const [, , adapter, name] = process.argv
const { peers } = (await import(adapter!)) as { peers: Readonly<Record<string, Peer>> }
const peer = peers[name!]!
const { images, labels, weights } = readDataset(new URL('dataset/', import.meta.url))

/** A case that was made: works on digits from the first one on. */
interface Opened {
  readonly run: (digits: number) => void | Promise<void>
  readonly reset?: () => void | Promise<void>
  /** Digits there are. */
  readonly most: number
  /** Digits of a sample, once that is known. */
  count?: number
}
const opened = new Map<string, Opened>()

const first = (digits: number) => images.subarray(0, digits * PIXELS)

/** All outputs, asked for `batch` images at a time. */
async function outputs(predict: Predict, digits: number, batch: number): Promise<number[]> {
  const all = new Float32Array(digits * CLASSES)
  for (let at = 0; at < digits; at += batch) {
    all.set(await predict(images.subarray(at * PIXELS, (at + batch) * PIXELS)), at * CLASSES)
  }
  return [...all]
}

/** Makes a case, and gives its outputs; of training, after it was trained on `digits`. */
async function open({ name, kind, net, batch }: Case, digits: number): Promise<number[]> {
  if (kind === 'predict') {
    const predict = await peer.predictor!(net, weights(net, 'trained'), batch)
    opened.set(name, { run: (count) => predictAll(predict, count, batch), most: images.length / PIXELS })
    return outputs(predict, images.length / PIXELS, batch)
  }
  const { reset, train, predict } = await peer.trainer!(net, weights(net, 'fresh'), batch)
  // the same views each time, so that a peer may recognise them
  const sets = new Map<number, readonly [Float32Array, Uint8Array]>()
  const set = (count: number) => {
    const known = sets.get(count) ?? ([first(count), labels.subarray(0, count)] as const)
    sets.set(count, known)
    return known
  }
  opened.set(name, { run: (count) => train(...set(count)), reset, most: TRAINING_DIGITS })
  await train(...set(digits))
  return outputs(predict, TRAINING_DIGITS, batch)
}

/** Calls that give no promise are not awaited: that would cost them a turn of the event loop's queue. */
function predictAll(predict: Predict, digits: number, batch: number): void | Promise<void> {
  for (let at = 0; at < digits; at += batch) {
    const answer = predict(images.subarray(at * PIXELS, (at + batch) * PIXELS))
    if (answer instanceof Promise) return predictRest(answer, predict, at + batch, digits, batch)
  }
}

async function predictRest(
  answer: Promise<unknown>,
  predict: Predict,
  from: number,
  digits: number,
  batch: number,
): Promise<void> {
  await answer
  for (let at = from; at < digits; at += batch) {
    await predict(images.subarray(at * PIXELS, (at + batch) * PIXELS))
  }
}

/** A round of one case. Before the first, warms it up and finds how many digits make a sample. */
async function time({ name, batch }: Case, milliseconds: number): Promise<Timing> {
  const one = opened.get(name)!
  const timed = (digits: number, time: number) => timing(name, one, digits, time)
  if (one.count === undefined) {
    const { min } = await timed(batch, WARMUP)
    const enough = (SAMPLE * 1000) / min
    let count = batch
    while (count < enough && count < one.most) count *= 2
    one.count = count
  }
  return timed(one.count, milliseconds)
}

async function timing(name: string, { run, reset }: Opened, count: number, time: number): Promise<Timing> {
  const timed: Timed = { name, run: () => run(count), count, async: true, ...(reset && { before: reset }) }
  return (await round([timed], time)).get(name)!
}

const about = (): About => ({
  about: peer.about,
  ...(peer.nearest !== undefined && { nearest: peer.nearest }),
  cases: [...(peer.trainer ? ['train' as const] : []), ...(peer.predictor ? ['predict' as const] : [])],
})

async function answer(benchmark: Benchmark): Promise<Answer<unknown>> {
  try {
    if (benchmark.ask === 'about') return { answer: about() }
    if (benchmark.ask === 'open') return { answer: await open(benchmark.case, benchmark.digits) }
    return { answer: await time(benchmark.case, benchmark.milliseconds) }
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) }
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  answers.write(`${JSON.stringify(await answer(JSON.parse(line)))}\n`)
}
