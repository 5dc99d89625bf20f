/**
 * What the browser tests do with the library, written once and run in Node and in pages alike: the library comes as
 * an argument, from `src/` in Node and from the built package in a page. Results are plain data.
 */
import type * as library from '../../src/index.js'
import type * as int16Library from '../../src/int16/index.js'
import type * as relaxed from '../../src/relaxed/index.js'

export type Library = typeof library
export type Relaxed = typeof relaxed
type Recipe = library.Recipe
type Digits = library.Digits

/** SHA-256 of the weights after one pass of `recipe` over the first `count` digits, seed 1337. */
export async function trainedSha256(
  { Network, stateSha256 }: Library,
  train: Digits,
  recipe: Recipe,
  count: number,
): Promise<string> {
  const net = await Network.create({ ...recipe, passes: 1, seed: 1337 })
  for await (const _ of net.fit(first(train, count), { evaluateTrain: false }));
  const sha256 = await stateSha256(net.stateDict())
  net.dispose()
  return sha256
}

/** The same by the relaxed kernels; `undefined` where the engine has none. */
export async function relaxedSha256(
  { Network, stateSha256 }: Library,
  { relaxedModule, relaxedSupported }: Relaxed,
  train: Digits,
  recipe: Recipe,
  count: number,
): Promise<string | undefined> {
  if (!relaxedSupported()) return undefined
  const net = await Network.create({ ...recipe, passes: 1, seed: 1337 }, { wasm: await relaxedModule() })
  for await (const _ of net.fit(first(train, count), { evaluateTrain: false }));
  const sha256 = await stateSha256(net.stateDict())
  net.dispose()
  return sha256
}

/** SHA-256 of the outputs of an int16 copy of a network that has seen the first `count` digits once, for those digits. */
export async function int16Sha256(
  { Network }: Library,
  { Int16Network }: typeof int16Library,
  train: Digits,
  recipe: Recipe,
  count: number,
): Promise<string> {
  const net = await Network.create({ ...recipe, passes: 1, seed: 1337 })
  const few = first(train, count)
  for await (const _ of net.fit(few, { evaluateTrain: false }));
  const outputs = (await Int16Network.create(net)).predict(few.images)
  net.dispose()
  const digest = await crypto.subtle.digest('SHA-256', outputs.buffer as ArrayBuffer)
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** An error as plain data. */
export interface Refusal {
  readonly name: string
  readonly code: unknown
  readonly message: string
}

/** How `Network.create` fails, or `undefined` if it does not. */
export async function refusal({ Network, recipes }: Library): Promise<Refusal | undefined> {
  try {
    await Network.create(recipes.base)
    return undefined
  } catch (error) {
    const { name, code, message } = error as Error & { code?: unknown }
    return { name, code, message }
  }
}

/** How long the event loop was kept waiting, in milliseconds. */
export interface Waits {
  readonly total: number
  readonly longest: number
  /** The part of `total` that went by in waits of more than 100 ms each. */
  readonly long: number
}

/**
 * Watches the event loop all along a training run with evaluation, on four times the digits, so that a pass takes much
 * longer than the portions it should be done in.
 */
export async function waits({ Network, recipes }: Library, train: Digits): Promise<Waits> {
  const net = await Network.create({ ...recipes.base, passes: 2 })
  const many = fourTimes(train)
  const { port1, port2 } = new MessageChannel()
  let total = 0
  let longest = 0
  let long = 0
  let last = performance.now()
  const turn = () => {
    const now = performance.now()
    const gap = now - last
    last = now
    total += gap
    longest = Math.max(longest, gap)
    if (gap > 100) long += gap
  }
  port1.onmessage = () => {
    turn()
    port2.postMessage(0)
  }
  port2.postMessage(0)
  for await (const _ of net.fit(many, { validationData: many }));
  turn()
  port1.close()
  net.dispose()
  return { total, longest, long }
}

/** What became of a run that a timer of the page stopped in the middle of its pass. */
export interface Stopped {
  /** What `fit` threw. */
  readonly thrown: string
  /** Digits done when it stopped. */
  readonly done: number
  /** Whether the network still read digits then. */
  readonly reads: boolean
  /** SHA-256 of the weights after a second `fit` had gone on to the end of the pass. */
  readonly sha256: string
}

/** Stops one pass of `base` from a timer as soon as it has begun, uses the network, and goes on to the end. */
export async function stopped({ Network, recipes, stateSha256 }: Library, train: Digits): Promise<Stopped> {
  const net = await Network.create({ ...recipes.base, passes: 1, seed: 1337 })
  const controller = new AbortController()
  let done = 0
  const onProgress = (progress: library.Progress) => {
    // From a timer, as a button would: the page has to be given its turn for it to arrive.
    if (done === 0) setTimeout(() => controller.abort('stopped by the page'))
    done = progress.done
  }
  let thrown: unknown
  try {
    for await (const _ of net.fit(train, { signal: controller.signal, onProgress, evaluateTrain: false }));
  } catch (error) {
    thrown = error
  }
  const ten = first(train, 10)
  const reads = net.predict(ten.images).every(Number.isFinite) && net.evaluate(ten).count === 10
  for await (const _ of net.fit(train, { evaluateTrain: false }));
  const sha256 = await stateSha256(net.stateDict())
  net.dispose()
  return { thrown: String(thrown), done, reads, sha256 }
}

/** The first `count` digits of a set; `take` of lenet1989/data, which a test of the main entry does without. */
function first({ images, labels }: Digits, count: number): Digits {
  return { images: images.subarray(0, count * 256), labels: labels.subarray(0, count), length: count }
}

/** Four times the digits, so that a pass takes long enough to be stopped in the middle of it. */
export function fourTimes({ images, labels, length }: Digits): Digits {
  const many = {
    images: new Float32Array(4 * images.length),
    labels: new Uint8Array(4 * length),
    length: 4 * length,
  }
  for (let i = 0; i < 4; i++) {
    many.images.set(images, i * images.length)
    many.labels.set(labels, i * length)
  }
  return many
}
