/**
 * What the browser tests do with the library, written once and run in Node and in pages alike: the library comes as
 * an argument, from `src/` in Node and from the built package in a page. Results are plain data.
 */
import type * as library from '../../src/index.js'

export type Library = typeof library
type Recipe = library.Recipe
type Digits = library.Digits

/** SHA-256 of the weights after one pass of `recipe` over the first `count` digits, seed 1337. */
export async function trainedSha256(
  { Network, stateSha256 }: Library,
  train: Digits,
  recipe: Recipe,
  count: number,
): Promise<string> {
  const net = await Network.create({ ...recipe, seed: 1337 })
  const some = first(train, count)
  for await (const _ of net.fit(some, { passes: 1, evaluateTrain: false }));
  const sha256 = await stateSha256(net.stateDict())
  net.dispose()
  return sha256
}

/** How `Network.create` fails, or `undefined` if it does not. */
export async function refusal({
  Network,
  recipes,
}: Library): Promise<{ name: string; code: unknown; message: string } | undefined> {
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
  const net = await Network.create(recipes.base)
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
  for await (const _ of net.fit(many, { passes: 2, validationData: many }));
  turn()
  port1.close()
  net.dispose()
  return { total, longest, long }
}

/** A run stopped in the middle of its first pass: what is thrown, where it stopped, what the network still does. */
export async function stopped({ Network, recipes }: Library, train: Digits) {
  const net = await Network.create(recipes.base)
  const controller = new AbortController()
  const reason = new Error('enough')
  let done = 0
  let thrown: unknown
  let passes = 0
  try {
    const options = {
      signal: controller.signal,
      onProgress: (progress: library.Progress) => {
        done = progress.done
        controller.abort(reason)
      },
    }
    for await (const _ of net.fit(train, options)) passes++
  } catch (error) {
    thrown = error
  }
  const ten = first(train, 10)
  const outputs = net.predict(ten.images)
  const { count } = net.evaluate(ten)
  const again = []
  for await (const { pass } of net.fit(ten, { passes: 2 })) again.push(pass)
  net.dispose()
  return {
    thrown: thrown === reason ? 'the reason of the signal' : String(thrown),
    passes,
    done,
    outputs: outputs.length,
    finite: outputs.every(Number.isFinite),
    evaluated: count,
    again,
  }
}

/** The first `count` digits of a set; `take` of lenet1989/data, which a test of the main entry does without. */
function first({ images, labels }: Digits, count: number): Digits {
  return { images: images.subarray(0, count * 256), labels: labels.subarray(0, count), length: count }
}

function fourTimes({ images, labels, length }: Digits): Digits {
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
