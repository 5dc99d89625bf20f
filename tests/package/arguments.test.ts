/**
 * Every exported function answers any argument with a value or a `LenetError`. The functions are those of package.json's exports: one that has no
 * row in the table below fails the test, so that a new one cannot be forgotten.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { createContext, runInContext } from 'node:vm'
import { MessageChannel } from 'node:worker_threads'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { kind, show } from '../../src/model/validate.js'
import { zipcodeFolder } from '../support/cli.js'
import { idxFile } from '../support/idx-file.js'
import { samples } from '../support/training.js'

const test = suite('arguments')
/** For each argument. */
const RUNS = 200
const SEED = process.env.CI ? 1989 : Math.floor(Math.random() * 2 ** 31)

const root = fileURLToPath(new URL('../../', import.meta.url))
const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
// biome-ignore lint/suspicious/noExplicitAny: any function with any arguments is called
type Any = any
type Exports = Record<string, Any>
/** The exports of each entry but the worker's whole script, which answers to messages alone, and plain files. */
const entries = new Map<string, Exports>()
for (const [name, target] of Object.entries<{ default?: string }>(exports)) {
  if (target.default === undefined || /standalone/.test(name)) continue
  entries.set(name, await import(pathToFileURL(join(root, target.default)).href))
}
const of = (entry: string): Exports => entries.get(entry)!
const { Network, recipes } = of('.')

// junk may be taken for a path: what is written is written here
const folder = mkdtempSync(join(tmpdir(), 'lenet1989-arguments-'))
process.chdir(folder)
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
const zipcodes = zipcodeFolder(folder)

const set = samples(20)
const image = set.images.subarray(0, 256)
const raw = { images: new Uint8Array(3 * 784), labels: new Uint8Array(3) }
const net = await Network.create(recipes.base)
const newton = await Network.create({ ...recipes.base, optimizer: 'newton' })
const state = net.stateDict()
const int16 = await of('./int16').Int16Network.create(net)
const classifier = await of('./classifier').DigitClassifier.load()
const reader = await of('./classifier/read').DigitReader.load()
const { RemoteNetwork, serve } = of('./worker')
const channels: MessageChannel[] = []
function worker() {
  const channel = new MessageChannel()
  channels.push(channel)
  serve(channel.port2)
  return channel.port1
}
/** Also served, but by the call under test. */
const unserved = new MessageChannel()
channels.push(unserved)
// an open port would keep the process alive
test.after(() => {
  for (const { port1 } of channels) port1.close()
})
const port = worker()
const remote = await RemoteNetwork.create(port, recipes.base)
const wasm = readFileSync(join(root, 'dist/lenet1989.wasm'))

/** A call that is all right: what it calls, and its arguments. Each argument, and each member of one, is replaced by junk. */
type Row = readonly [(...args: Any[]) => unknown, ...unknown[]]
const first = (training: AsyncGenerator) => training.next().finally(() => training.return(undefined))
const files = (name: string): Row => [of('./data')[name], idxFile([3], [1, 2, 3]), 'a name']

const mnistOptions = {
  dir: zipcodes,
  mirrors: [],
  train: 1,
  test: 1,
  seed: 1,
  order: 'testFirst',
  signal: AbortSignal.abort(new (of('.').LenetError)('ERR_FILE', 'stopped')),
  onProgress: () => {},
}

const rows: Record<string, Row> = {
  './checkState': [of('.').checkState, state],
  './stateSha256': [of('.').stateSha256, state],
  './Network.create': [Network.create, { ...recipes.base, seed: 1 }, { wasm }],
  './Network.load': [Network.load, net.save(), { ...recipes.base }, { wasm }],
  './Network.resume': [Network.resume, net.checkpoint(), { wasm }],
  './Network#fit': [
    (...args) => first(net.fit(...args)),
    set,
    {
      validationData: set,
      evaluateTrain: true,
      passes: 1,
      signal: new AbortController().signal,
      onProgress: () => {},
      checkpoint: { write: () => {}, seconds: 10, metadata: { a: 'b' } },
    },
  ],
  './Network#evaluate': [(...args) => net.evaluate(...args), set],
  './Network#predict': [(...args) => net.predict(...args), image],
  './Network#activations': [(...args) => net.activations(...args), image],
  './Network#forward': [(...args) => net.forward(...args), image],
  './Network#backward': [
    (...args) => {
      net.forward(image)
      return net.backward(...args)
    },
    3,
    0.5,
  ],
  './Network#step': [(...args) => net.step(...args), 0.01],
  './Network#gradients': [() => net.gradients()],
  './Network#stateDict': [() => net.stateDict()],
  './Network#loadStateDict': [(...args) => net.loadStateDict(...args), state],
  './Network#save': [() => net.save()],
  './Network#checkpoint': [(...args) => net.checkpoint(...args), { a: 'b' }],
  './Network#dispose': [async (...args) => (await Network.create(recipes.base)).dispose(...args)],
  './Network#estimateCurvature': [(...args) => newton.estimateCurvature(...args), set],
  './Network#curvatures': [() => newton.curvatures()],
  './data/digits': [of('./data').digits, set.images, set.labels],
  './data/take': [of('./data').take, set, 3, 'what'],
  './data/subset': [of('./data').subset, set, [1, 2, 2]],
  './data/parseIdx': [
    of('./data').parseIdx,
    idxFile([3, 28, 28], raw.images),
    idxFile([3], raw.labels),
    { images: 'a', labels: 'b' },
  ],
  './data/parseIdxImages': [of('./data').parseIdxImages, idxFile([3, 28, 28], raw.images), 'a name'],
  './data/parseIdxLabels': files('parseIdxLabels'),
  './data/parseZipcode': [
    of('./data').parseZipcode,
    new TextEncoder().encode(`3 ${'0.5 '.repeat(256)}\n`),
    'a name',
  ],
  './data/mnistDigits': [
    of('./data').mnistDigits,
    { train: raw, test: raw },
    { train: 2, test: 2, seed: 1, order: 'testFirst' },
  ],
  './data/resize': [of('./data').resize, raw.images],
  './node/cacheFolder': [of('./node').cacheFolder, { LENET1989_CACHE: 'x' }, 'linux'],
  './node/readFileCapped': [of('./node').readFileCapped, join(zipcodes, 'zip.test.gz'), 1 << 20],
  './node/writeFileAtomic': [of('./node').writeFileAtomic, join(folder, 'out'), raw.images],
  './node/loadMnist': [of('./node').loadMnist, mnistOptions],
  './node/loadRawMnist': [of('./node').loadRawMnist, mnistOptions],
  './node/loadZipcode': [
    of('./node').loadZipcode,
    zipcodes,
    { train: 3, test: 3, signal: new AbortController().signal },
  ],
  './classifier/DigitClassifier.load': [
    of('./classifier').DigitClassifier.load,
    { wasm: readFileSync(join(root, 'dist/classifier.wasm')), weights: classifier.weights() },
  ],
  './classifier/DigitClassifier.loadSync': [
    of('./classifier').DigitClassifier.loadSync,
    { wasm: readFileSync(join(root, 'dist/classifier.wasm')), weights: classifier.weights() },
  ],
  './classifier/DigitClassifier#classify': [
    (...args) => classifier.classify(...args),
    { data: new Uint8Array(400), width: 20, height: 20 },
    { maxError: 0.01 },
  ],
  './classifier/DigitClassifier#classifyBatch': [
    (...args) => classifier.classifyBatch(...args),
    [image],
    { thresholds: { t1: 0.1, t2: 0.2, t3: 0.3 } },
  ],
  './classifier/prepareDigit': [
    of('./classifier').prepareDigit,
    { data: new Uint8Array(400), width: 20, height: 20 },
  ],
  './classifier/DigitClassifier.from': [of('./classifier').DigitClassifier.from, net, {}],
  './classifier/DigitClassifier#weights': [() => classifier.weights()],
  './classifier/adapt/adapt': [
    of('./classifier/adapt').adapt,
    classifier,
    [{ input: image, label: 3 }],
    { keep: raw, seed: 1, signal: new AbortController().signal },
  ],
  './classifier/adapt/toModel': [of('./classifier/adapt').toModel, classifier],
  './classifier/adapt/toSafetensors': [of('./classifier/adapt').toSafetensors, classifier],
  './classifier/adapt/fromSafetensors': [
    of('./classifier/adapt').fromSafetensors,
    of('./classifier/adapt').toSafetensors(classifier),
  ],
  './classifier/adapt/toSnippet': [of('./classifier/adapt').toSnippet, classifier, { from: 'there' }],
  './classifier/read/DigitReader.load': [of('./classifier/read').DigitReader.load, {}],
  './classifier/read/DigitReader.loadSync': [of('./classifier/read').DigitReader.loadSync, {}],
  './classifier/read/DigitReader#classify': [
    (...args) => reader.classify(...args),
    { data: new Uint8Array(400), width: 20, height: 20 },
    { maxError: 0.01 },
  ],
  './classifier/read/DigitReader#classifyBatch': [(...args) => reader.classifyBatch(...args), [image], {}],
  './classifier/read/DigitReader#read': [
    (...args) => reader.read(...args),
    { data: new Uint8Array(400), width: 20, height: 20 },
    {},
  ],
  './int16/Int16Network.create': [
    of('./int16').Int16Network.create,
    { config: { activation: 'tanh', loss: 'mse' }, state },
    { wasm: readFileSync(join(root, 'dist/int16.wasm')) },
  ],
  './int16/Int16Network#predict': [(...args) => int16.predict(...args), image],
  './int16/Int16Network#evaluate': [(...args) => int16.evaluate(...args), set],
  './int16/Int16Network#dispose': [
    async (...args) => (await of('./int16').Int16Network.create(net)).dispose(...args),
  ],
  './formats/decodeCheckpoint': [of('./formats').decodeCheckpoint, net.checkpoint()],
  './formats/decodeJson': [of('./formats').decodeJson, of('./formats').encodeJson(net)],
  './formats/encodeJson': [of('./formats').encodeJson, { config: net.config, state }],
  './formats/decodeSafetensors': [of('./formats').decodeSafetensors, net.save()],
  './formats/encodeSafetensors': [of('./formats').encodeSafetensors, state, { a: 'b' }],
  './formats/toOnnx': [of('./formats').toOnnx, { config: net.config, state }, { batch: 3, raw28: true }],
  './formats/fromTorch': [
    of('./formats').fromTorch,
    readFileSync(join(root, 'tests/fixtures/torch/state_dict.pt')),
    { onSource: () => {} },
  ],
  './relaxed/relaxedSupported': [of('./relaxed').relaxedSupported],
  './relaxed/relaxedModule': [of('./relaxed').relaxedModule],
  './worker/serve': [serve, unserved.port1],
  './worker/RemoteNetwork.create': [RemoteNetwork.create, port, { ...recipes.base, seed: 1 }, { wasm }],
  './worker/RemoteNetwork.load': [RemoteNetwork.load, port, net.save(), { ...recipes.base }],
  './worker/RemoteNetwork.resume': [RemoteNetwork.resume, port, net.checkpoint()],
  './worker/RemoteNetwork#fit': [
    (...args) => first(remote.fit(...args)),
    set,
    {
      validationData: set,
      evaluateTrain: true,
      passes: 1,
      signal: new AbortController().signal,
      onProgress: () => {},
    },
  ],
  './worker/RemoteNetwork#evaluate': [(...args) => remote.evaluate(...args), set],
  './worker/RemoteNetwork#predict': [(...args) => remote.predict(...args), image],
  './worker/RemoteNetwork#activations': [(...args) => remote.activations(...args), image],
  './worker/RemoteNetwork#forward': [(...args) => remote.forward(...args), image],
  './worker/RemoteNetwork#backward': [
    async (...args) => {
      await remote.forward(image)
      return remote.backward(...args)
    },
    3,
    0.5,
  ],
  './worker/RemoteNetwork#step': [(...args) => remote.step(...args), 0.01],
  './worker/RemoteNetwork#gradients': [() => remote.gradients()],
  './worker/RemoteNetwork#estimateCurvature': [(...args) => remote.estimateCurvature(...args), set],
  './worker/RemoteNetwork#curvatures': [() => remote.curvatures()],
  './worker/RemoteNetwork#stateDict': [() => remote.stateDict()],
  './worker/RemoteNetwork#loadStateDict': [(...args) => remote.loadStateDict(...args), state],
  './worker/RemoteNetwork#save': [() => remote.save()],
  './worker/RemoteNetwork#checkpoint': [(...args) => remote.checkpoint(...args)],
  './worker/RemoteNetwork#dispose': [
    async (...args) => (await RemoteNetwork.create(port, recipes.base)).dispose(...args),
  ],
}

/** A prototype and those it inherits from. */
const chain = (prototype: object): object[] =>
  prototype === Object.prototype ? [] : [prototype, ...chain(Object.getPrototypeOf(prototype))]

/** The functions and classes' methods of an entry, by the names of the rows. An error's constructor is the language's own. */
function functions(entry: string, module: Exports): string[] {
  return Object.entries(module).flatMap(([name, value]) => {
    const path = entry === '.' ? `./${name}` : `${entry}/${name}`
    if (typeof value !== 'function' || value.prototype instanceof Error) return []
    if (!/^class\b/.test(String(value))) return [path]
    const own = (of: object) =>
      Object.entries(Object.getOwnPropertyDescriptors(of)).filter(
        ([key, { value }]) => typeof value === 'function' && key !== 'constructor',
      )
    return [
      ...own(value).map(([key]) => `${path}.${key}`),
      ...chain(value.prototype).flatMap((prototype) => own(prototype).map(([key]) => `${path}#${key}`)),
    ]
  })
}

test('each exported function has a row here', () => {
  // the classifier's entry has the error's class, too
  const found = [...entries].flatMap(([entry, module]) => functions(entry, module))
  assert.equal([...new Set(found)].sort(), Object.keys(rows).sort())
})

const realm = createContext({})
const foreign = (code: string) => runInContext(code, realm)

/** Things that throw, change or lie when they are touched. */
const traps = [
  () => new Proxy({}, { get: () => Symbol('any') }),
  () =>
    new Proxy(
      {},
      {
        get() {
          throw new Error('get')
        },
        has() {
          throw new Error('has')
        },
        ownKeys() {
          throw new Error('ownKeys')
        },
        getPrototypeOf() {
          throw new Error('getPrototypeOf')
        },
      },
    ),
  () => new Proxy(new Float32Array(256), {}),
  () => new Proxy(new Uint8Array(100), {}),
  () => Object.create(null),
  () => ({
    get length(): number {
      throw new RangeError('length')
    },
  }),
  () => ({
    toJSON() {
      throw new Error('toJSON')
    },
    toString: null,
    valueOf: null,
  }),
  () => ({ [Symbol.toStringTag]: 'Uint8Array', length: 7, byteLength: 7, buffer: null }),
  () => ({ [Symbol.toStringTag]: 'ArrayBuffer', byteLength: 7 }),
  () => ({ [Symbol.toStringTag]: 'WebAssembly.Module' }),
  () => ({ [Symbol.toStringTag]: 'Response', ok: true }),
  () => structuredClone(new Uint8Array(8), {}),
  () => {
    const buffer = new ArrayBuffer(1024)
    const view = new Float32Array(buffer)
    structuredClone(buffer, { transfer: [buffer] })
    return view
  },
  () => {
    const buffer = new ArrayBuffer(8)
    structuredClone(buffer, { transfer: [buffer] })
    return buffer
  },
  () => new Uint8Array(new SharedArrayBuffer(64)),
  () => new Blob(['x']),
  () => new Response('x'),
  () => Promise.resolve(new Uint8Array(3)),
  () => new URL('file:///etc/passwd'),
  () => foreign('new Float32Array(256)'),
  () => foreign('new Uint8Array(20)'),
  () => foreign('({})'),
  () => foreign('[1, 2]'),
  () => ({ length: 2 ** 40 }),
  () => ({ length: -1 }),
  () => Array(3),
  () => [new Uint8Array(3)],
  () => function* () {},
  () => class {},
  () => Symbol('s'),
  () => 10n ** 30n,
  () => new Date(Number.NaN),
  () => new Map([['a', 1]]),
  () => ({ images: 1, labels: 2, length: 3, config: {}, state: {}, data: 'x', width: 1, height: 1 }),
]
const TEXTS = ['', '\0', '__proto__', 'constructor', 'mnist', '7', 'é', 'x'.repeat(300), 'nosuch/folder']
/** Made outside of fast-check, which looks into what it samples. */
type Make = () => unknown
const later = (values: fc.Arbitrary<unknown>): fc.Arbitrary<Make> => values.map((value) => () => value)
const junk = fc.oneof(
  fc.constantFrom<Make>(...traps),
  later(fc.constantFrom<unknown>(undefined, null, true, false, ...TEXTS)),
  later(
    fc.constantFrom(0, -0, 1, -1, 0.5, 2 ** 31, 2 ** 32, 2 ** 53, 1e300, Infinity, -Infinity, Number.NaN),
  ),
  later(
    fc.dictionary(fc.constantFrom('wasm', 'train', 'data', 'width', '__proto__', 'seed'), fc.anything(), {
      maxKeys: 3,
    }),
  ),
  later(fc.uint8Array({ maxLength: 40 })),
  later(fc.float32Array({ maxLength: 40 })),
  later(
    fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withTypedArray: true,
    }),
  ),
)

/** An argument with one member that is junk, or that is junk when it is read a second time. */
const spoilt = (good: unknown): fc.Arbitrary<Make> => {
  const isPlain =
    typeof good === 'object' &&
    good !== null &&
    [Object.prototype, null].includes(Object.getPrototypeOf(good))
  if (!isPlain || Object.keys(good).length === 0) return junk
  const members = fc.record({
    name: fc.constantFrom(...Object.keys(good), 'nosuch'),
    make: junk,
    second: fc.boolean(),
  })
  return fc.oneof(
    junk,
    members.map(({ name, make, second }) => () => {
      let reads = 0
      const read = () => (second && reads++ === 0 ? (good as Exports)[name] : make())
      return Object.defineProperty({ ...good }, name, { get: read, enumerable: true })
    }),
  )
}

/** Also what nobody waits for any more: a rejection that is not handled fails the file. */
const isRefusal = (error: Any): boolean =>
  error?.name === 'LenetError' && typeof error.code === 'string' && typeof error.message === 'string'

for (const [name, [call, ...good]] of Object.entries(rows)) {
  test(`${name}: a value or a LenetError`, async () => {
    const attempt = async (args: unknown[], what: string) => {
      try {
        await call(...args)
      } catch (error) {
        if (!isRefusal(error)) throw new Error(`${what}: ${(error as Error)?.stack ?? String(error)}`)
      }
    }
    await attempt(good, 'good arguments')
    for (const [at, argument] of good.entries()) {
      // sampled, not asserted: nothing here is small enough to be shrunk and printed by fast-check
      for (const make of fc.sample(spoilt(argument), { numRuns: RUNS, seed: SEED })) {
        const value = make()
        const args = good.map((each, i) => (i === at ? value : each))
        await attempt(args, `seed ${SEED}, argument ${at} ${kind(value)} ${show(value)}`)
      }
    }
  })
}

test.run()
