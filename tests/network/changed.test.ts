/** Digits that are changed, shrunk or transferred while a training uses them. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { decodeCheckpoint, encodeCheckpoint } from '../../src/formats/checkpoint.js'
import { Int16Network } from '../../src/int16/network.js'
import type { Digits } from '../../src/model/digits.js'
import { recipes } from '../../src/model/recipes.js'
import { Network } from '../../src/network/network.js'
import { refuses } from '../support/refusal.js'
import { atEveryBuffer, samples } from '../support/training.js'

const test = suite('digits changed during fit')

const recipe = { ...recipes.base, passes: 3 }

/** A set of its own, in buffers that can be resized. */
function resizable(): Digits & { readonly buffers: ArrayBuffer[] } {
  const { images, labels, length } = samples(600)
  const made = [images, labels].map((array) => {
    // newer than the library that TypeScript is told of
    const Resizable = ArrayBuffer as unknown as new (length: number, options: object) => ArrayBuffer
    const buffer = new Resizable(array.byteLength, { maxByteLength: array.byteLength })
    new Uint8Array(buffer).set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
    return buffer
  })
  return { images: new Float32Array(made[0]!), labels: new Uint8Array(made[1]!), length, buffers: made }
}

/** Trains until `change` has been made after the first buffer; what that comes to. */
const trainAndChange = (set: Digits, change: () => void) =>
  atEveryBuffer(async () => {
    const net = await Network.create(recipe)
    let changed = false
    for await (const _ of net.fit(set, {
      onProgress: () => {
        if (!changed) change()
        changed = true
      },
    }));
  })

test('labels over 9 are ERR_VALUE with their place, and nothing is counted', async () => {
  const set = resizable()
  await refuses(
    () => trainAndChange(set, () => set.labels.fill(255)),
    'ERR_VALUE',
    /^labels: label 256 is 255, expected a digit from 0 to 9: it was changed while in use$/,
  )
})

test('a label that is changed while a set is evaluated does not count in the confusion', async () => {
  const { images, labels, length } = samples(300)
  for (const net of [await Network.create(recipe), await Int16Network.create(await Network.create(recipe))]) {
    // past the check of the whole set, as another thread may do it in shared memory
    let reads = 0
    const lying = { images, length, labels: labels.slice() }
    const original = lying.labels.subarray.bind(lying.labels)
    lying.labels.subarray = (...range) => {
      const part = original(...range).slice()
      if (reads++ === 1) part[7] = 10
      return part
    }
    await refuses(() => net.evaluate(lying), 'ERR_VALUE', /label 263 is 10/)
  }
})

test('a buffer that is shrunk is ERR_VALUE', async () => {
  for (const which of [0, 1]) {
    const set = resizable()
    const shrink = () => (set.buffers[which] as unknown as { resize(length: number): void }).resize(256)
    await refuses(() => trainAndChange(set, shrink), 'ERR_VALUE', /transferred or resized while in use/)
  }
})

test('a buffer that is transferred away is ERR_VALUE, in a fit and before it', async () => {
  const set = resizable()
  const transfer = () => void structuredClone(set.buffers[0], { transfer: [set.buffers[0]!] })
  await refuses(() => trainAndChange(set, transfer), 'ERR_VALUE', /transferred or resized while in use/)
  const net = await Network.create(recipe)
  await refuses(() => net.evaluate(set), 'ERR_VALUE', /detached/)
  await refuses(() => net.predict(set.images), 'ERR_VALUE', /detached/)
})

test('await fit trains to the end and gives all results', async () => {
  const net = await Network.create(recipe)
  const results = await net.fit(samples(100))
  assert.equal(
    results.map(({ pass }) => pass),
    [1, 2, 3],
  )
  const other = await Network.create(recipe)
  for await (const _ of other.fit(samples(100)));
  assert.equal(net.stateDict(), other.stateDict())
  assert.equal(await net.fit(samples(100)), [], 'all passes are made')
  await refuses(
    async () => void (await net.fit(samples(100), { evaluateTrain: 1 } as never)),
    'ERR_CONFIG',
    /evaluateTrain/,
  )
})

test('steps are counted beyond 32 bits: a cosine over 7.3 billion steps, a checkpoint at 2³¹', async () => {
  const long = { ...recipes.base, schedule: 'cosine', passes: 1_000_000, lr: 0.01 } as const
  const net = await Network.create(long)
  const { images, labels, length } = samples(1000)
  const many = 7291
  const set = {
    images: Float32Array.from({ length: many * 256 }, (_, i) => images[i % (length * 256)]!),
    labels: Uint8Array.from({ length: many }, (_, i) => labels[i % length]!),
    length: many,
  }
  const { value } = await net.fit(set, { evaluateTrain: false }).next()
  assert.ok(value && Math.abs(value.lr - 0.01) < 1e-6, `rate ${value?.lr}`)

  const near = await Network.create(recipes.base)
  const checkpoint = decodeCheckpoint(near.checkpoint())
  for (const steps of [2 ** 31 - 5, 2 ** 32 - 5, 2 ** 52 - 50]) {
    const bytes = encodeCheckpoint({ ...checkpoint, place: { ...checkpoint.place, steps } })
    const resumed = await Network.resume(bytes)
    assert.is(resumed.steps, steps)
    const run = resumed.fit(samples(20), { evaluateTrain: false })
    await run.next()
    await run.return()
    assert.is(resumed.steps, steps + 20)
    assert.is((await Network.resume(resumed.checkpoint())).steps, steps + 20)
  }
})

test.run()
