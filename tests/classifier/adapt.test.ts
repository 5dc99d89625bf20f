/** `lenet1989/classifier/adapt`: a hand is learnt, others are kept, the same bits come out, and what is saved reads as it did. */
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { samplesOf, writeAs } from '../../scripts/adapt/writers.js'
import { testDigits, trainingDigits } from '../../scripts/train-classifier/mnist.js'
import {
  type AdaptProgress,
  adapt,
  fromSafetensors,
  type KeptDigits,
  toModel,
  toSafetensors,
  toSnippet,
} from '../../src/classifier/adapt/index.js'
import { calibration } from '../../src/classifier/calibration.js'
import { DigitClassifier } from '../../src/classifier/index.js'
import { decodeSafetensors, toOnnx } from '../../src/formats/index.js'
import { Network, recipes, stateSha256 } from '../../src/index.js'
import { classifierState, classifierWeights } from '../../src/wasm/classifier-weights.js'
import { ADAPT_SHA256 } from '../expected.js'
import { refuses } from '../support/refusal.js'

const test = suite('adapt')
const file = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url))
const classifier = await DigitClassifier.load()
const training = await trainingDigits()
const first = ({ images, labels }: KeptDigits, count: number): KeptDigits => ({
  images: images.subarray(0, count * 784),
  labels: labels.subarray(0, count),
})
const keep = first(training, 6000)
const few = first(training, 300)

type Digit = { readonly input: Uint8Array; readonly label: number }
const misses = (by: DigitClassifier, digits: readonly Digit[]): number =>
  digits.filter(({ input, label }) => by.classify(input).digit !== label).length
const ofMnist = ({ images, labels }: KeptDigits): Digit[] =>
  Array.from(labels, (label, i) => ({ input: images.subarray(784 * i, 784 * (i + 1)), label }))

/** A writer of whose digits the packaged classifier misreads a sixth. */
const WRITER = 0
const samples = samplesOf(WRITER, 0, 3)
const others = samplesOf(WRITER, 3, 13)
const adapted = await adapt(classifier, samples, { keep })

test('three samples of each digit halve the errors on one’s other digits, at least', () => {
  const before = misses(classifier, others)
  const after = misses(adapted, others)
  console.log(`  ${before} of 100 misread before, ${after} after`)
  assert.ok(before >= 6 && after <= before / 2)
})

test('MNIST’s test digits lose at most 0.3 points', async () => {
  const digits = ofMnist(await testDigits())
  const before = misses(classifier, digits)
  const after = misses(adapted, digits)
  console.log(`  ${before} of 10,000 misread before, ${after} after`)
  assert.ok(after - before <= 30)
})

test('the classifier given stays as it is', async () => {
  assert.equal(classifier.weights(), (await DigitClassifier.load()).weights())
  assert.not.equal(adapted.weights(), classifier.weights())
})

test('gives the same bits as everywhere', async () => {
  // from the weights before they are packed
  const { state } = decodeSafetensors(file('classifier/digits.safetensors'))
  const trained = await DigitClassifier.load({ weights: classifierWeights(state) })
  assert.is(await stateSha256(toModel(await adapt(trained, samples, { keep: few })).state), ADAPT_SHA256)
})

test('the seed, the samples and the kept digits decide the bits, and nothing else', async () => {
  const bits = async (...[by, of, options]: Parameters<typeof adapt>) =>
    (await adapt(by, of, options)).weights()
  const one = await bits(classifier, samples, { keep: few })
  assert.equal(await bits(classifier, new Set(samples), { keep: few, onProgress() {} }), one)
  assert.not.equal(await bits(classifier, samples, { keep: few, seed: 7 }), one)
  assert.not.equal(await bits(classifier, samples.slice(1), { keep: few }), one)
  assert.not.equal(await bits(classifier, samples, { keep: first(training, 299) }), one)
})

test('weights are the upper halves of float32', () => {
  const words = new Uint32Array(adapted.weights().buffer)
  assert.ok(words.every((word) => (word & 0xffff) === 0))
})

test('weights() gives the packed tensors, and load takes them', async () => {
  const { state } = decodeSafetensors(file('classifier/digits-packed.safetensors'))
  assert.equal(classifierState(classifier.weights()), state)
  assert.equal(classifierWeights(state), classifier.weights())
  const again = await DigitClassifier.load({ weights: adapted.weights() })
  const digit = writeAs(WRITER, 7, 50).input
  assert.equal(again.classify(digit), adapted.classify(digit))
  assert.equal(
    DigitClassifier.loadSync({ weights: adapted.weights() }).classify(digit),
    adapted.classify(digit),
  )
})

test('the classifier computes what the network does with its tensors, within 1e-3', async () => {
  const model = toModel(adapted)
  const network = await Network.create(model.config)
  network.loadStateDict(model.state)
  let greatest = 0
  for (const { input } of others.slice(0, 20)) {
    const { scores, input: image } = adapted.classify(input, { views: 1 })
    const logits = network.predict(image)
    const highest = Math.max(...logits)
    // of the scores' own temperature nothing is left in their order, and the logs of their ratios are proportional to the logits'
    const best = logits.indexOf(highest)
    assert.is(scores.indexOf(Math.max(...scores)), best)
    const worst = logits.indexOf(Math.min(...logits.filter((_, i) => scores[i]! > 1e-6)))
    if (worst === best) continue
    const ratio = Math.log(scores[best]! / scores[worst]!) / (highest - logits[worst]!)
    greatest = Math.max(greatest, Math.abs(ratio - calibration.inverseTemperature))
  }
  console.log(`  ${greatest.toExponential(1)}`)
  assert.ok(greatest <= 1e-3)
})

test('a safetensors file gives the same classifier', async () => {
  const again = await fromSafetensors(toSafetensors(adapted))
  assert.equal(again.weights(), adapted.weights())
  assert.equal(
    (await fromSafetensors(file('classifier/digits-packed.safetensors'))).weights(),
    classifier.weights(),
  )
})

test('files of networks that see digits in another way are refused', async () => {
  const network = await Network.create({ ...recipes.base, activation: 'silu', loss: 'crossEntropy' })
  await refuses(
    () => fromSafetensors(network.save()),
    'ERR_CONFIG',
    /normalisation undefined.*expected "moments"/,
  )
  await refuses(() => fromSafetensors(new Uint8Array(3)), 'ERR_FORMAT', /./)
})

test('the tensors can be exported as an ONNX model', () => {
  assert.ok(toOnnx(toModel(adapted)).length > 39_000)
})

test('the snippet gives the same classifier', async () => {
  const entry = new URL('../../src/classifier/index.ts', import.meta.url).href
  const code = toSnippet(adapted, { from: entry })
  assert.ok(code.length < 30_000)
  const { classifier: again } = await import(`data:text/javascript,${encodeURIComponent(code)}`)
  assert.equal(again.weights(), adapted.weights())
  assert.match(toSnippet(adapted), 'from "lenet1989/classifier"')
})

test('a Network of one’s own is adapted into a new one', async () => {
  const network = await Network.create({ ...recipes.base, seed: 3 })
  const before = network.stateDict()
  const own = await DigitClassifier.from(network)
  const learnt = await adapt(own, samples, { keep: few })
  assert.equal(network.stateDict(), before)
  assert.is((learnt.network as Network).config.activation, 'tanh')
  const [untrained, trained] = [misses(own, samples), misses(learnt, samples)]
  console.log(`  ${untrained} of 30 misread by fresh weights, ${trained} after`)
  assert.ok(trained < untrained)
  await refuses(() => toModel(own), 'ERR_CONFIG', /a network of its own/)
  const bare = await DigitClassifier.from({ config: { loss: 'mse' }, predict: () => new Float32Array(10) })
  await refuses(() => adapt(bare, samples, { keep: few }), 'ERR_CONFIG', /expected a Network/)
})

test('says how far it is, and stops when told to', async () => {
  const said: AdaptProgress[] = []
  await adapt(classifier, samples, { keep, onProgress: (progress) => said.push(progress) })
  assert.equal([...new Set(said.map(({ phase }) => phase))], ['prepare', 'train'])
  for (const phase of ['prepare', 'train']) {
    const own = said.filter((progress) => progress.phase === phase)
    assert.ok(own.every(({ done, total }, i) => done <= total && (i === 0 || done > own[i - 1]!.done)))
  }
  for (const at of ['prepare', 'train']) {
    const controller = new AbortController()
    const stopped = adapt(classifier, samples, {
      keep,
      signal: controller.signal,
      onProgress: ({ phase }) => phase === at && controller.abort(new Error(`stopped in ${at}`)),
    })
    await stopped.then(
      () => assert.unreachable(),
      ({ message }) => assert.is(message, `stopped in ${at}`),
    )
  }
})

test('refuses what it cannot learn from', async () => {
  const run =
    (of: unknown, options: unknown, by: unknown = classifier) =>
    () =>
      adapt(by as DigitClassifier, of as typeof samples, options as { keep: KeptDigits })
  await refuses(run([], { keep: few }), 'ERR_COUNT', /no samples/)
  await refuses(run(7, { keep: few }), 'ERR_SHAPE', /samples are number/)
  await refuses(
    run([{ input: samples[0]!.input, label: 10 }], { keep: few }),
    'ERR_VALUE',
    /sample 0 has the label 10/,
  )
  await refuses(
    run([samples[0], { input: new Uint8Array(784), label: 3 }], { keep: few }),
    'ERR_VALUE',
    /sample 1, a 3, nothing is drawn/,
  )
  await refuses(run([{ input: 'x', label: 3 }], { keep: few }), 'ERR_SHAPE', /input/)
  await refuses(run(samples, {}), 'ERR_CONFIG', /keep is missing/)
  await refuses(run(samples, undefined), 'ERR_CONFIG', /keep is missing/)
  await refuses(
    run(samples, { keep: { images: new Uint8Array(783), labels: new Uint8Array(1) } }),
    'ERR_SHAPE',
    /783 bytes of images for 1 labels, expected 784/,
  )
  await refuses(
    run(samples, { keep: { images: new Uint8Array(0), labels: new Uint8Array(0) } }),
    'ERR_COUNT',
    /keep is empty/,
  )
  await refuses(run(samples, { keep: few, seed: -1 }), 'ERR_CONFIG', /seed is -1/)
  await refuses(run(samples, { keep: few, lr: 1 }), 'ERR_CONFIG', /unknown option "lr"/)
  await refuses(run(samples, { keep: few }, {}), 'ERR_CONFIG', /expected a DigitClassifier/)
  const weights = classifier.weights()
  weights[5] = Number.NaN
  for (const wrong of [weights, new Float32Array(9), [1]])
    await refuses(
      () => DigitClassifier.load({ weights: wrong as Float32Array }),
      'ERR_STATE',
      /10828 finite floats/,
    )
})

test.run()
