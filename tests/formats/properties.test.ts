/** What is written is read back, whatever it is: properties of the formats, tried on values that fast-check makes up. */
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseIdx } from '../../src/data/idx.js'
import { parseZipcode } from '../../src/data/zipcode.js'
import { decodeCheckpoint, encodeCheckpoint, type TrainingPosition } from '../../src/formats/checkpoint.js'
import { crc32 } from '../../src/formats/crc32.js'
import { configFromMetadata, weightsMetadata } from '../../src/formats/metadata.js'
import { parseRecipe } from '../../src/formats/recipe-json.js'
import { decodeSafetensors, encodeSafetensors } from '../../src/formats/safetensors.js'
import { unzip } from '../../src/formats/torch/zip.js'
import { type Config, checkConfig } from '../../src/model/config.js'
import { LenetError } from '../../src/model/errors.js'
import { recipes } from '../../src/model/recipes.js'
import { type StateDict, stateBytes, tensorLength, tensorNames } from '../../src/model/state.js'
import { random } from '../fuzz/mutate.js'
import { idxFile } from '../support/idx-file.js'
import { sameNumbers } from '../support/numbers.js'
import { zip } from '../support/zip.js'

const test = suite('properties')
const options = { numRuns: 60, seed: 1989 }

const seeds = fc.nat()
const bits = new DataView(new ArrayBuffer(4))
/**
 * A state of any float32s there are, but NaN and the infinities. Made from a seed within the properties, so that a counterexample is a number and
 * not 9,760 of them.
 */
function stateOf(seed: number): StateDict {
  const next = random(seed)
  const value = (): number => {
    bits.setUint32(0, next(2 ** 32))
    const float = bits.getFloat32(0)
    return Number.isFinite(float) ? float : 0
  }
  return Object.fromEntries(
    tensorNames.map((name) => [name, Float32Array.from({ length: tensorLength(name) }, value)]),
  ) as StateDict
}
/** A stream of random words at any of its places. */
function streamOf(seed: number): Uint32Array {
  const next = random(seed)
  return Uint32Array.from({ length: 625 }, (_, i) => (i < 624 ? next(2 ** 32) : next(625)))
}
/** Whether UTF-8 has bytes for it: it has none for half a surrogate pair. */
const isUnicode = (text: string): boolean => !/\p{Surrogate}/u.test(text)
const metadatas = fc.dictionary(fc.string(), fc.string({ unit: 'binary' }), { maxKeys: 5 })

/** Any configuration that is one. */
const configs: fc.Arbitrary<Config> = fc
  .record({
    activation: fc.constantFrom('tanh', 'scaledTanh', 'relu', 'silu'),
    optimizer: fc.constantFrom('sgd', 'adamw'),
    lr: fc.double({ min: 1e-9, max: 100, noNaN: true }),
    betas: fc.tuple(
      fc.double({ min: 0, max: 0.9999, noNaN: true }),
      fc.double({ min: 0, max: 0.9999, noNaN: true }),
    ),
    passes: fc.integer({ min: 1, max: 1_000_000 }),
    batchSize: fc.integer({ min: 1, max: 1_000_000 }),
    dropout: fc.double({ min: 0, max: 0.999, noNaN: true }),
    seed: fc.integer({ min: 0, max: 0xffff_ffff }),
  } as const)
  .map((fields) => checkConfig({ ...recipes.adam, ...fields }))

test('safetensors: state and metadata come back', () => {
  fc.assert(
    fc.property(seeds, metadatas, (seed, metadata) => {
      const state = stateOf(seed)
      fc.pre(Object.entries(metadata).flat().every(isUnicode) && !('checkpoint' in metadata))
      const read = decodeSafetensors(encodeSafetensors(state, metadata))
      assert.ok(Buffer.from(stateBytes(read.state)).equals(stateBytes(state)))
      assert.equal(Object.entries(read.metadata).sort(), Object.entries(metadata).sort())
    }),
    options,
  )
})

test('a configuration comes back out of metadata, and a recipe out of its file', () => {
  fc.assert(
    fc.property(configs, (config) => {
      assert.equal(configFromMetadata(weightsMetadata(config), 'file'), config)
      const { seed: _, ...recipe } = config
      assert.equal(parseRecipe(JSON.stringify(recipe), 'file'), recipe)
    }),
    options,
  )
})

test('checkpoints: every part comes back', () => {
  const amount = fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)
  const share = fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value + 0)
  const places = fc.record({
    passes: fc.constant(1),
    digits: fc.integer({ min: 10, max: 100_000 }),
    position: fc.integer({ min: 0, max: 10 }),
    steps: fc.integer({ min: 0, max: 0x7fff_ffff }),
    lossSum: amount,
    trainMilliseconds: amount,
    passMilliseconds: amount,
    beta1Power: share,
    beta2Power: share,
  }) satisfies fc.Arbitrary<TrainingPosition>
  const maybe = fc.option(seeds, { nil: undefined })
  fc.assert(
    fc.property(configs, places, seeds, maybe, maybe, (config, where, seed, gradient, moment) => {
      const place = { ...where }
      const group = (from: number | undefined) => (from === undefined ? undefined : stateOf(from))
      const bytes = encodeCheckpoint({
        config,
        relaxed: seed % 2 === 1,
        place,
        state: stateOf(seed),
        gradients: group(gradient),
        firstMoments: group(moment),
        secondMoments: group(moment),
        streams: [streamOf(seed), streamOf(seed + 1)],
        metadata: {},
      })
      const read = decodeCheckpoint(bytes)
      assert.equal(read.place, place)
      assert.equal(read.config, config)
      assert.is(read.relaxed, seed % 2 === 1)
      sameNumbers(read.streams[0], streamOf(seed))
      sameNumbers(read.streams[1], streamOf(seed + 1))
      assert.ok(Buffer.from(stateBytes(read.state)).equals(stateBytes(stateOf(seed))))
      assert.ok(Buffer.from(encodeCheckpoint(read)).equals(bytes), 'and it is written as it was')
    }),
    options,
  )
})

test('zip archives: all records come back, stored or deflated', async () => {
  const record = fc.record({
    name: fc.string({ minLength: 1, maxLength: 20 }),
    content: fc.uint8Array({ maxLength: 3000 }),
    deflated: fc.boolean(),
  })
  const archives = fc.uniqueArray(record, { selector: ({ name }) => name, minLength: 1, maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(archives, async (records) => {
      fc.pre(records.every(({ name }) => isUnicode(name)))
      const read = await unzip(zip(records))
      assert.is(read.size, records.length)
      for (const { name, content } of records)
        assert.equal(Buffer.from(read.get(name)!), Buffer.from(content))
    }),
    options,
  )
})

test('the CRC-32 of parts is that of the whole, and finds every flipped bit', () => {
  assert.is(crc32(new TextEncoder().encode('123456789')), 0xcbf43926, 'the check value of the standard')
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 500 }), fc.nat(), fc.nat(), (bytes, cut, bit) => {
      const at = cut % bytes.length
      assert.is(crc32(bytes.subarray(0, at), bytes.subarray(at)), crc32(bytes))
      const flipped = bytes.slice()
      flipped[at]! ^= 1 << (bit % 8)
      assert.is.not(crc32(flipped), crc32(bytes))
    }),
    options,
  )
})

test('idx files: images and labels come back', async () => {
  const sets = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 255 })), {
    minLength: 1,
    maxLength: 20,
  })
  await fc.assert(
    fc.asyncProperty(sets, async (digits) => {
      const pixels = digits.flatMap(([, ink]) => Array.from({ length: 784 }, (_, i) => (ink * i) % 256))
      const labels = digits.map(([label]) => label)
      const read = await parseIdx(idxFile([digits.length, 28, 28], pixels), idxFile([digits.length], labels))
      assert.equal([...read.labels], labels)
      assert.equal(Buffer.from(read.images), Buffer.from(pixels))
    }),
    { ...options, numRuns: 20 },
  )
})

test('postal text: every number in −1 … 1 is read as JavaScript writes it', async () => {
  const pixel = fc.double({ min: -1, max: 1, noNaN: true })
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 9 }),
      fc.array(pixel, { minLength: 1, maxLength: 9 }),
      async (label, some) => {
        const pixels = Array.from({ length: 256 }, (_, i) => some[i % some.length]!)
        const { images, labels } = await parseZipcode(
          new TextEncoder().encode(`${label} ${pixels.join(' ')}\n`),
        )
        assert.is(labels[0], label)
        assert.equal(images, Float32Array.from(pixels))
      },
    ),
    options,
  )
})

test('a configuration with one field of another kind is refused, whatever the kind', () => {
  const strange = fc.oneof(
    fc.anything(),
    fc.constantFrom(Number.NaN, -0, Number.POSITIVE_INFINITY, null, [], {}, ''),
  )
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(recipes.base)), strange, (field, value) => {
      try {
        // what is accepted is a configuration, and stays one
        const config = checkConfig({ ...recipes.base, [field]: value })
        assert.equal(checkConfig(config), config)
      } catch (error) {
        assert.instance(error, LenetError)
        assert.match((error as Error).message, field)
      }
    }),
    { ...options, numRuns: 500 },
  )
})

test.run()
