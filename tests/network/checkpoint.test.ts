/** Checkpoints: every one of a training goes on to the same bits, and other bytes are refused. */
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from '../../src/formats/checkpoint.js'
import { encodeTensors } from '../../src/formats/tensors.js'
import { LenetError, Network, type PassResult, type Recipe, recipes, stateSha256 } from '../../src/index.js'
import { type Config, checkConfig } from '../../src/model/config.js'
import { digits } from '../../src/model/digits.js'
import { readFixture } from '../support/fixtures.js'
import { refuses } from '../support/refusal.js'

const test = suite('checkpoint')
const COUNT = 700
const samples = readFixture('samples_mnist')
const some = (count: number) =>
  digits(
    samples.tensor('x', 'F32').subarray(0, count * 256),
    samples.tensor('labels', 'U8').subarray(0, count),
  )
const train = some(COUNT)

const runs: Record<string, Recipe> = {
  base: { ...recipes.base, passes: 2 },
  'adamw, rolled': { ...recipes.augmentation, passes: 2 },
  'adamw, rolled, dropout': { ...recipes.modern, passes: 2 },
  'distorted digits, averaged weights': { ...recipes.postal, passes: 2 },
  'Newton, running curvatures': { ...recipes.paper1989, passes: 2 },
  'Newton, curvatures of the pass': { ...recipes.paper1989, curvature: 'perPass', passes: 2 },
  'Newton in batches of 60': { ...recipes.paper1989, batchSize: 60, curvatureDigits: 300, passes: 2 },
  'sgd in batches that buffers of 256 cut': { ...recipes.base, batchSize: 60, passes: 2 },
  'adamw in such batches, cosine, silu': {
    ...recipes.modern,
    activation: 'silu',
    batchSize: 33,
    schedule: 'cosine',
    warmupSteps: 10,
    passes: 2,
  },
}

/** Runs `body` by a clock that goes on 20 ms whenever it is looked at, so that a turn is due after each buffer. */
async function byFastClock<T>(body: () => Promise<T>): Promise<T> {
  const { now } = performance
  let time = 0
  performance.now = () => (time += 20)
  try {
    return await body()
  } finally {
    performance.now = now
  }
}

/** What a pass comes to, without its times. */
const figures = ({ seconds: _, trainSeconds: __, ...rest }: PassResult) => rest

/** All that a checkpoint holds but the times: where it stands, and a digest of the rest. */
function essence(bytes: Uint8Array): object {
  const checkpoint = decodeCheckpoint(bytes)
  const { trainMilliseconds: _, passMilliseconds: __, ...where } = checkpoint.place
  const timeless = encodeCheckpoint({
    ...checkpoint,
    place: { ...checkpoint.place, trainMilliseconds: 0, passMilliseconds: 0 },
  })
  return { ...where, sha256: createHash('sha256').update(timeless).digest('hex') }
}

async function finish(network: Network): Promise<{ results: object[]; end: object }> {
  const results: object[] = []
  for await (const pass of network.fit(train)) results.push(figures(pass))
  return { results, end: essence(network.checkpoint()) }
}

for (const [name, recipe] of Object.entries(runs)) {
  test(`${name}: from every checkpoint on, the training ends at the same bits`, async () => {
    const taken: Uint8Array[] = []
    const network = await Network.create(recipe)
    const results: object[] = []
    await byFastClock(async () => {
      const checkpoint = { seconds: 0, write: (bytes: Uint8Array) => taken.push(bytes) }
      for await (const pass of network.fit(train, { checkpoint })) results.push(figures(pass))
    })
    const end = essence(network.checkpoint())
    const unbroken = await Network.create(recipe)
    assert.equal(await finish(unbroken), { results, end }, 'saving alters nothing')
    // two passes of three buffers, each with its three buffers of evaluation, and the end
    assert.is(taken.length, 13)
    for (const bytes of taken) {
      const resumed = await Network.resume(bytes)
      assert.equal(essence(resumed.checkpoint()), essence(bytes), 'nothing is lost on the way')
      const { passes } = resumed
      const rest = await finish(resumed)
      assert.equal(rest.results, results.slice(passes))
      assert.equal(rest.end, end)
    }
  })
}

test('a break, an abort and the end write a checkpoint; a failure writes none', async () => {
  const recipe = { ...recipes.adam, passes: 3 }
  const last = { bytes: undefined as Uint8Array | undefined, count: 0 }
  const checkpoint = {
    write: async (bytes: Uint8Array) => {
      last.bytes = bytes
      last.count++
    },
  }
  const whole = await Network.create(recipe)
  await finish(whole)
  const sha256 = await stateSha256(whole.stateDict())
  const goesOn = async () => {
    assert.is(last.count, 1)
    const resumed = await Network.resume(last.bytes!)
    await finish(resumed)
    assert.is(await stateSha256(resumed.stateDict()), sha256)
    last.count = 0
  }

  const broken = await Network.create(recipe)
  for await (const _ of broken.fit(train, { checkpoint })) break
  await goesOn()

  const controller = new AbortController()
  const aborted = await Network.create(recipe)
  const stop = async () => {
    for await (const _ of aborted.fit(train, { checkpoint, signal: controller.signal })) controller.abort()
  }
  await stop().catch((error) => assert.is(error, controller.signal.reason))
  await goesOn()

  const ended = await Network.create(recipe)
  for await (const _ of ended.fit(train, { checkpoint }));
  await goesOn()

  const failing = await Network.create(recipe)
  const fail = byFastClock(async () => {
    const onProgress = () => {
      throw new Error('of the caller')
    }
    for await (const _ of failing.fit(train, { checkpoint, onProgress }));
  })
  await fail.then(
    () => assert.unreachable(),
    (error) => assert.is(error.message, 'of the caller'),
  )
  assert.is(last.count, 0)
})

test('what write throws ends the training, which can go on', async () => {
  const network = await Network.create({ ...recipes.base, passes: 1 })
  const write = () => Promise.reject(new Error('disk full'))
  const saved = async () => {
    for await (const _ of network.fit(train, { checkpoint: { write, seconds: 0 } }));
  }
  await byFastClock(saved).then(
    () => assert.unreachable(),
    (error) => assert.is(error.message, 'disk full'),
  )
  assert.is(network.passes, 0)
  assert.is((await finish(network)).results.length, 1)
})

test('a training that runs away writes no checkpoint over the last good one', async () => {
  const network = await Network.create({ ...recipes.base, activation: 'relu', loss: 'crossEntropy', lr: 100 })
  let written = 0
  const checkpoint = { seconds: 0, write: () => written++ }
  await refuses(() => network.fit(train, { checkpoint }).next(), 'ERR_DIVERGED', /diverged in pass 1/)
  assert.is(written, 0)
})

test('an own loop: gradients without a step, moments and streams come back', async () => {
  const recipe = { ...recipes.modern, batchSize: 4 }
  const steps = (network: Network, from: number, to: number) => {
    for (let i = from; i < to; i++) {
      network.forward(train.images.subarray(i * 256, (i + 1) * 256))
      network.backward(train.labels[i]!, 1 / 4)
      if (i % 4 === 3) network.step()
    }
  }
  const whole = await Network.create(recipe)
  steps(whole, 0, 20)
  const broken = await Network.create(recipe)
  steps(broken, 0, 10)
  const bytes = broken.checkpoint({ note: 'mine' })
  assert.equal(decodeCheckpoint(bytes).metadata, { note: 'mine' })
  const resumed = await Network.resume(bytes)
  assert.is(resumed.steps, 2)
  steps(resumed, 10, 20)
  assert.is(resumed.steps, 5)
  assert.equal(resumed.checkpoint(), whole.checkpoint())
})

test('a group of zeros is left out: base has only weights and streams', async () => {
  const base = (await Network.create(recipes.base)).checkpoint()
  assert.is(decodeCheckpoint(base).gradients, undefined)
  assert.is(decodeCheckpoint(base).firstMoments, undefined)
  assert.ok(base.length < 48_000, `${base.length} bytes`)
})

const bytes = (await Network.create(recipes.adam)).checkpoint()
const good = decodeCheckpoint(bytes)
/** A checkpoint with a change, its checksum right. */
const changed = (change: Partial<Checkpoint>) => encodeCheckpoint({ ...good, ...change })
const placed = (change: Record<string, unknown>) =>
  changed({ place: { ...good.place, ...change } as Checkpoint['place'] })

test('cut anywhere, or with any byte altered, it is refused', async () => {
  for (let length = 0; length < bytes.length; length += length < 2200 ? 1 : 997) {
    await refuses(
      () => Network.resume(bytes.subarray(0, length)),
      'ERR_FORMAT',
      /^(safetensors|checkpoint): /,
    )
  }
  for (let at = 8; at < bytes.length; at += at < 2200 ? 1 : 97) {
    const altered = bytes.slice()
    altered[at]! ^= 1
    // spaces that pad the header are the one thing that may be something else
    if (bytes[at] === 0x20) continue
    await Network.resume(altered).then(
      () => assert.unreachable(`byte ${at}`),
      (error) => assert.instance(error, LenetError, String(error)),
    )
  }
})

test('a foreign file and another version are refused by name', async () => {
  const network = await Network.create(recipes.base)
  await refuses(
    () => Network.resume(network.save()),
    'ERR_FORMAT',
    /weights only; read it with Network\.load/,
  )
  await refuses(
    () => Network.load(bytes),
    'ERR_STATE',
    /a checkpoint, expected weights only; continue it with Network\.resume/,
  )
  const older = encodeTensors([], { checkpoint: '0', lenet1989: '0.0.1' })
  await refuses(
    () => Network.resume(older),
    'ERR_FORMAT',
    /its format is "0", written by lenet1989 "0\.0\.1", expected "2"; continue it with the version that wrote it/,
  )
  await refuses(() => Network.resume(new Uint8Array(9)), 'ERR_FORMAT', /safetensors: the header/)
})

test('a place that no training can be at is refused', async () => {
  const wrong: [Record<string, unknown>, RegExp][] = [
    [{ passes: 47 }, /"passes" is 47, expected a number from 0 to 46/],
    [{ passes: -1 }, /"passes" is -1/],
    [{ passes: 0.5 }, /"passes" is 0\.5/],
    [{ position: 1 }, /"position" is 1, expected a number from 0 to 0/],
    [{ position: '0' }, /"position" is "0"/],
    [{ digits: 2 ** 31 }, /"digits" is 2147483648/],
    [{ steps: null }, /"steps" is null/],
    [{ lossSum: Number.NaN }, /"lossSum" is null, expected a number from 0 to 1\.79/],
    [{ lossSum: -1 }, /"lossSum" is -1/],
    [{ beta1Power: 2 }, /"beta1Power" is 2, expected a number from 0 to 1/],
    [{ beta2Power: undefined }, /"beta2Power" is undefined/],
    [{ running: true }, /"running" is true, expected no such field/],
  ]
  for (const [change, message] of wrong)
    await refuses(() => Network.resume(placed(change)), 'ERR_FORMAT', message)
  const streams = [good.streams[0], Uint32Array.from(good.streams[1]).fill(625, 624)] as const
  await refuses(
    () => Network.resume(changed({ streams })),
    'ERR_FORMAT',
    /random\.numpy has an index beyond its 624 words/,
  )
})

test('the caller’s metadata cannot replace ours, and weights that are not finite are not saved', async () => {
  await refuses(
    () => changed({ metadata: { recipe: 'x' } }),
    'ERR_VALUE',
    /metadata "recipe": the name is reserved/,
  )
  const state = { ...good.state, outb: new Float32Array(10).fill(Number.NaN) }
  await refuses(() => changed({ state }), 'ERR_STATE', /outb .* is NaN at index 0/)
  const config = { ...checkConfig(recipes.adam), lr: -1 } as Config
  await refuses(() => Network.resume(changed({ config })), 'ERR_FORMAT', /lr is -1/)
})

test('invalid options are refused before anything is trained', async () => {
  const network = await Network.create(recipes.base)
  const fit = (checkpoint: unknown) => () => network.fit(train, { checkpoint } as object).next()
  for (const wrong of [
    7,
    null,
    {},
    { write: 'file' },
    { write() {}, seconds: -1 },
    { write() {}, seconds: NaN },
  ]) {
    await refuses(fit(wrong), 'ERR_CONFIG', /checkpoint is .*, expected a function write and seconds from 0/)
  }
  assert.is(network.steps, 0)
})

const PYTHON = `
import json, struct, sys, zlib
blob = sys.stdin.buffer.read()
n, = struct.unpack('<Q', blob[:8])
head = json.loads(blob[8:8 + n])
meta = head.pop('__metadata__')
data = blob[8 + n:]
crc = meta.pop('crc32')
text = json.dumps(sorted(map(list, meta.items())), separators=(',', ':'), ensure_ascii=False).encode()
assert '%08x' % zlib.crc32(text, zlib.crc32(data)) == crc, 'crc32'
print(json.dumps({name: [t['dtype'], t['shape']] for name, t in head.items()}))
`
const withPython = spawnSync('python3', ['--version']).status === 0 ? test : test.skip
withPython('plain Python finds the same checksum and tensors', async () => {
  const network = await Network.create(runs['adamw, rolled']!)
  for await (const _ of network.fit(train)) break
  const input = network.checkpoint({ note: 'Ziffern – "zwei"' })
  const found = JSON.parse(execFileSync('python3', ['-c', PYTHON], { input, encoding: 'utf8' }))
  assert.equal(found['exp_avg_sq.H3w'], ['F32', [192, 30]])
  assert.equal(found['random.torch'], ['U32', [625]])
  assert.is(Object.keys(found).length, 8 * 3 + 2)
})

test.run()
