/** What a network refuses, with a code to branch on and a message that names value, expectation and place. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Digits } from '../../src/model/digits.js'
import { type ErrorCode, LenetError } from '../../src/model/errors.js'
import { recipes } from '../../src/model/recipes.js'
import type { FitOptions } from '../../src/network/fit-options.js'
import { Network } from '../../src/network/network.js'
import { refuses } from '../support/refusal.js'
import { atEveryBuffer, image, samples, sha256, train } from '../support/training.js'

const test = suite('refusals')
const good = samples(20)
const pixels = (length: number) => new Float32Array(length)
const set = (images: unknown, labels: unknown, length?: unknown) =>
  ({ images, labels, length: length ?? (labels as Uint8Array)?.length }) as Digits

/** A copy with one pixel replaced. */
function withPixel(at: number, value: number): Float32Array {
  const images = good.images.slice()
  images[at] = value
  return images
}

/** Invalid sets; the message follows the name of the set. */
const badSets: Record<string, readonly [unknown, ErrorCode, string]> = {
  nothing: [undefined, 'ERR_SHAPE', ': expected { images, labels, length }, got undefined'],
  null: [null, 'ERR_SHAPE', ': expected { images, labels, length }, got null'],
  'an empty object': [{}, 'ERR_SHAPE', '.labels: expected a Uint8Array of n digits, got undefined'],
  'labels in a plain array': [
    set(pixels(256), [1]),
    'ERR_SHAPE',
    '.labels: expected a Uint8Array of n digits, got Array',
  ],
  'images in a plain array': [
    set(Array(256).fill(0), new Uint8Array(1)),
    'ERR_SHAPE',
    '.images: expected a Float32Array of n×256 pixels, got Array',
  ],
  'images in float64': [
    set(new Float64Array(256), new Uint8Array(1)),
    'ERR_SHAPE',
    '.images: expected a Float32Array of n×256 pixels, got Float64Array',
  ],
  '28×28 images': [
    set(pixels(784), new Uint8Array(1)),
    'ERR_SHAPE',
    '.images: 784 pixels for 1 labels, expected 256 (16×16 each)',
  ],
  'more labels than images': [
    set(pixels(512), new Uint8Array(3)),
    'ERR_SHAPE',
    '.images: 512 pixels for 3 labels, expected 768 (16×16 each)',
  ],
  'a length of its own': [
    set(pixels(512), new Uint8Array(2), 3),
    'ERR_SHAPE',
    '.labels: 2 for a set of length 3',
  ],
  'no digit': [
    set(pixels(0), new Uint8Array(0)),
    'ERR_COUNT',
    ': the set is empty, expected at least one digit',
  ],
  'a pixel that is not a number': [
    { ...good, images: withPixel(259, Number.NaN) },
    'ERR_VALUE',
    '.images: pixel 3 of digit 1 is NaN, expected a finite number',
  ],
  'an infinite pixel': [
    { ...good, images: withPixel(20 * 256 - 1, Number.NEGATIVE_INFINITY) },
    'ERR_VALUE',
    '.images: pixel 255 of digit 19 is -Infinity, expected a finite number',
  ],
  'a label over 9': [
    { ...good, labels: good.labels.map((label, i) => (i === 7 ? 10 : label)) },
    'ERR_VALUE',
    '.labels: label 7 is 10, expected a digit from 0 to 9',
  ],
}

async function refusesExactly(run: () => unknown, code: ErrorCode, message: string): Promise<void> {
  const error = await refuses(run, code, /./)
  assert.is(error.message, message)
}

for (const [name, [bad, code, message]] of Object.entries(badSets)) {
  test(`${name}: refused by evaluate, fit and as validationData, and nothing is trained`, async () => {
    const network = await Network.create(recipes.base)
    const before = await sha256(network)
    const unnamed = message.startsWith(':') ? `digits${message}` : message.slice(1)
    await refusesExactly(() => network.evaluate(bad as Digits), code, unnamed)
    await refusesExactly(() => train(network, bad as Digits), code, `train${message}`)
    // undefined is no validation data at all
    if (bad !== undefined) {
      const options = { validationData: bad as Digits }
      await refusesExactly(() => train(network, good, options), code, `validationData${message}`)
    }
    assert.is(network.steps, 0)
    assert.is(await sha256(network), before)
    assert.is(network.evaluate(good).count, 20, 'it is usable')
  })
}

test('invalid images: predict, forward, activations', async () => {
  const network = await Network.create(recipes.base)
  const call = {
    predict: (images: unknown) => network.predict(images as Float32Array),
    forward: (images: unknown) => network.forward(images as Float32Array),
    activations: (images: unknown) => network.activations(images as Float32Array),
  }
  const where = { predict: 'images', forward: 'forward: image', activations: 'activations: image' }
  for (const name of ['predict', 'forward', 'activations'] as const) {
    const place = where[name]
    await refusesExactly(
      () => call[name](undefined),
      'ERR_SHAPE',
      `${place}: expected a Float32Array of n×256 pixels, got undefined`,
    )
    await refusesExactly(
      () => call[name](new Uint8Array(256)),
      'ERR_SHAPE',
      `${place}: expected a Float32Array of n×256 pixels, got Uint8Array`,
    )
    await refusesExactly(
      () => call[name](pixels(784)),
      'ERR_SHAPE',
      `${place}: 784 pixels, expected a multiple of 256 (16×16 each)`,
    )
    await refusesExactly(
      () => call[name](withPixel(5, Number.POSITIVE_INFINITY).subarray(0, 256)),
      'ERR_VALUE',
      `${place}: pixel 5 of digit 0 is Infinity, expected a finite number`,
    )
  }
  for (const name of ['forward', 'activations'] as const)
    for (const count of [0, 2])
      await refusesExactly(
        () => call[name](pixels(256 * count)),
        'ERR_SHAPE',
        `${name}: ${count} images, expected one of 256 pixels`,
      )
})

test('invalid labels, scales and rates of an own loop', async () => {
  const network = await Network.create(recipes.base)
  network.forward(image(good, 0))
  for (const label of [-1, 10, 1.5, Number.NaN, '3', undefined, null]) {
    const shown = typeof label === 'string' ? '"3"' : String(label)
    await refusesExactly(
      () => network.backward(label as number),
      'ERR_VALUE',
      `label ${shown}, expected a digit from 0 to 9`,
    )
  }
  for (const scale of [Number.NaN, Number.POSITIVE_INFINITY, 1e39, '1', null])
    await refuses(
      () => network.backward(1, scale as number),
      'ERR_VALUE',
      /^backward: scale .*, expected a finite/,
    )
  for (const lr of [-0.1, Number.NaN, Number.POSITIVE_INFINITY, 1e39, '0.1', null])
    await refuses(
      () => network.step(lr as number),
      'ERR_VALUE',
      /^step: learning rate .*, expected a number from 0/,
    )
  // none of them has used up the forward
  assert.ok(network.backward(1) > 0)
  network.step()
  assert.is(network.steps, 1)
})

test('options of fit that do not exist, or are not what they should be', async () => {
  const network = await Network.create(recipes.base)
  const refused = (options: object, message: RegExp) =>
    refuses(() => train(network, good, options as FitOptions), 'ERR_CONFIG', message)
  await refused(
    { validation: good },
    /^unknown option "validation"; expected one of passes, validationData, evaluateTrain, /,
  )
  await refused({ passes: 0 }, /passes is 0, expected a whole number/)
  await refused({ evaluateTrain: 'no' }, /^fit: evaluateTrain is "no", expected true or false$/)
  await refused({ signal: {} }, /^fit: signal is {}, expected an AbortSignal$/)
  await refused({ signal: null }, /^fit: signal is null, expected an AbortSignal$/)
  await refused({ onProgress: true }, /^fit: onProgress is true, expected a function$/)
  await refused({ validationData: 2007 }, /^fit: validationData is 2007, expected a set of digits$/)
  assert.is(network.steps, 0)
  assert.is((await train(network, good, { onProgress: undefined, signal: undefined } as object)).length, 23)
})

test('fit called twice at once, and whatever else would change a network that trains', () =>
  atEveryBuffer(async () => {
    const network = await Network.create({ ...recipes.base, passes: 2 })
    const busy = /this network is training: end the running fit/
    const changing: (() => unknown)[] = [
      () => train(network, good),
      () => network.forward(image(good, 0)),
      () => network.backward(0),
      () => network.step(),
      () => network.gradients(),
      () => network.loadStateDict(network.stateDict()),
    ]
    const refusals: Promise<unknown>[] = []
    const tryAll = () => {
      for (const call of changing) refusals.push(refuses(call, 'ERR_BUSY', busy))
    }
    for await (const _ of network.fit(good, { onProgress: tryAll })) tryAll()
    // two buffers of training, two of evaluation, two results
    assert.is((await Promise.all(refusals)).length, 6 * changing.length)
    assert.is(network.steps, 40, 'none of them did anything')
    network.forward(image(good, 0))
    network.step()
  }))

test('two fits asked for at once: the second is refused, the first goes on', async () => {
  const network = await Network.create({ ...recipes.base, passes: 3 })
  const [first, second] = [network.fit(good), network.fit(good)]
  const results = await Promise.allSettled([first.next(), second.next()])
  assert.equal(
    results.map(({ status }) => status),
    ['fulfilled', 'rejected'],
  )
  assert.is((results[1] as PromiseRejectedResult).reason.code, 'ERR_BUSY')
  let passes = 1
  for await (const { pass } of first) passes = pass
  assert.is(passes, 3)
})

test('other digits, more or fewer, while a pass is under way', () =>
  atEveryBuffer(async () => {
    const network = await Network.create({ ...recipes.base, passes: 1 })
    const stop = () => {
      throw new Error('stop')
    }
    await train(network, samples(600), { onProgress: stop }).catch(() => {})
    for (const count of [599, 20, 601])
      await refusesExactly(
        () => train(network, samples(count)),
        'ERR_COUNT',
        `fit: the current pass has 600 digits, of which 256 are done, found ${count}; continue with the same digits`,
      )
    assert.is((await train(network, samples(600))).length, 1)
  }))

test('dispose during a fit ends it with ERR_DISPOSED, in training, in evaluation and between passes', () =>
  atEveryBuffer(async () => {
    for (const phase of ['train', 'evaluate']) {
      const network = await Network.create(recipes.base)
      let after = 0
      const onProgress: FitOptions['onProgress'] = (progress) => {
        if (progress.phase !== phase) return
        after++
        network.dispose()
      }
      await refuses(() => train(network, samples(600), { onProgress }), 'ERR_DISPOSED', /disposed/)
      assert.is(after, 1, 'at once')
      await refuses(() => train(network, good), 'ERR_DISPOSED', /disposed/)
    }
    const network = await Network.create(recipes.base)
    await refuses(
      async () => {
        for await (const _ of network.fit(good)) network.dispose()
      },
      'ERR_DISPOSED',
      /disposed/,
    )
  }))

test('every refusal is an Error with a name and a code', async () => {
  const network = await Network.create(recipes.base)
  const error = await refuses(() => network.backward(0), 'ERR_ORDER', /./)
  assert.instance(error, LenetError)
  assert.instance(error, Error)
  assert.is(error.name, 'LenetError')
  assert.match(String(error), /^LenetError: backward: /)
})

test.run()
