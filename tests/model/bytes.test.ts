/** Bytes and arrays of any kind and realm, and what is said of things that hold none. */
import { createContext, runInContext } from 'node:vm'
import { gzipSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseIdxLabels } from '../../src/data/idx.js'
import { parseZipcode } from '../../src/data/zipcode.js'
import { decodeSafetensors } from '../../src/formats/safetensors.js'
import { bytes } from '../../src/model/bytes.js'
import { digits } from '../../src/model/digits.js'
import { recipes } from '../../src/model/recipes.js'
import { Network } from '../../src/network/network.js'
import { decode } from '../../src/wasm/index.js'
import base64 from '../../src/wasm/lenet1989.wasm.js'
import { idxFile } from '../support/idx-file.js'
import { refuses } from '../support/refusal.js'

const test = suite('bytes')
const net = await Network.create(recipes.base)
const file = net.save()
const realm = createContext({})
const foreign = (code: string, given?: unknown) => {
  realm.given = given
  return runInContext(code, realm)
}
const shared = () => {
  const memory = new SharedArrayBuffer(file.length)
  new Uint8Array(memory).set(file)
  return memory
}

test('a file is read from any kind of memory', async () => {
  const wide = new Uint8Array(file.length + 16)
  wide.set(file, 8)
  const all: Record<string, unknown> = {
    'an ArrayBuffer': file.slice().buffer,
    'a SharedArrayBuffer': shared(),
    'a view of shared memory': new Uint8Array(shared()),
    'a DataView': new DataView(wide.buffer, 8, file.length),
    'a Uint8ClampedArray': new Uint8ClampedArray(wide.buffer, 8, file.length),
    'a Buffer': Buffer.from(file),
    'an ArrayBuffer of another realm': foreign('Uint8Array.from(given).buffer', [...file]),
    'a Uint8Array of another realm': foreign('Uint8Array.from(given)', [...file]),
  }
  for (const [what, given] of Object.entries(all)) {
    assert.equal(decodeSafetensors(given as ArrayBuffer).state, net.stateDict(), what)
    const loaded = await Network.load(given as ArrayBuffer)
    assert.equal(loaded.stateDict(), net.stateDict(), what)
  }
  const labels = gzipSync(idxFile([3], [1, 2, 3]))
  const memory = new SharedArrayBuffer(labels.length)
  new Uint8Array(memory).set(labels)
  assert.equal([...(await parseIdxLabels(memory))], [1, 2, 3])
})

test('shared memory is copied: what others change later does not matter', () => {
  const memory = shared()
  const copy = bytes(memory, 'x')
  new Uint8Array(memory).fill(0)
  assert.equal(copy, file)
})

test('what holds no bytes is named, with what to write instead', async () => {
  for (const [given, message] of [
    [
      'weights.safetensors',
      /expected bytes .*, got string: give the bytes of the file, such as await readFile/,
    ],
    [new URL('file:///x'), /got URL: give the bytes of the file/],
    [new Blob([file]), /got Blob: give its await \.arrayBuffer\(\)/],
    [new Response(file), /got Response: give its await \.arrayBuffer\(\)/],
    [Promise.resolve(file), /got Promise: await it first/],
    [[1, 2, 3], /got Array: give Uint8Array\.from\(it\)/],
    [undefined, /got undefined$/],
    [{ [Symbol.toStringTag]: 'Uint8Array' }, /expected bytes/],
  ] as const)
    await refuses(() => Network.load(given as never), 'ERR_FORMAT', message)
})

test('digits, states and modules of another realm', async () => {
  const set = foreign('({ images: new Float32Array(512).fill(-1), labels: new Uint8Array(2) })')
  const own = digits(new Float32Array(512).fill(-1), new Uint8Array(2))
  assert.equal(net.evaluate(digits(set.images, set.labels)), net.evaluate(own))
  assert.equal(net.predict(set.images), net.predict(own.images))
  const state = foreign(
    'Object.fromEntries(given.map(([name, values]) => [name, Float32Array.from(values)]))',
    Object.entries(net.stateDict()).map(([name, values]) => [name, [...values]]),
  )
  const other = await Network.create({ ...recipes.base, seed: 7 })
  other.loadStateDict(state)
  assert.equal(other.stateDict(), net.stateDict())
  const wasm = foreign('new WebAssembly.Module(given)', decode(base64))
  assert.equal((await Network.create(recipes.base, { wasm })).stateDict(), net.stateDict())
})

test('an option is read once: one that changes between two reads is what it was at first', async () => {
  let reads = 0
  const options = {
    get batchSize() {
      return reads++ === 0 ? 1 : 0
    },
  }
  const changing = Object.defineProperty({ ...recipes.base }, 'batchSize', {
    get: () => options.batchSize,
    enumerable: true,
  })
  assert.is((await Network.create(changing)).config.batchSize, 1)
  assert.is(reads, 1)
})

test('text and labels are refused at the first wrong line or header, whatever would follow', async () => {
  // 64 MB of text and of labels, each in some 64 kB: unpacked as a whole they would be a line of 130 million values
  await refuses(
    () => parseZipcode(gzipSync(Buffer.alloc(64 << 20, ' 1'))),
    'ERR_FORMAT',
    /line 1: longer than 8192/,
  )
  await refuses(() => parseZipcode(gzipSync(Buffer.alloc(64 << 20, '1\n'))), 'ERR_FORMAT', /line 1: 1 values/)
  const zeros = gzipSync(Buffer.alloc(900_000))
  await refuses(() => parseIdxLabels(zeros), 'ERR_FORMAT', /magic number 0x00000000/)
})

test('files that are taken for idx files are named', async () => {
  const text = (content: string) => new TextEncoder().encode(content.padEnd(64))
  await refuses(() => parseIdxLabels(text('<!DOCTYPE html><html>')), 'ERR_FORMAT', /a web page \(HTML\)/)
  await refuses(
    () => parseIdxLabels(text('version https://git-lfs.github.com/spec/v1')),
    'ERR_FORMAT',
    /Git LFS pointer.*`git lfs pull`/,
  )
  const ints = idxFile([1, 8], new Uint8Array(32))
  ints[2] = 0x0c
  await refuses(() => parseIdxLabels(ints), 'ERR_FORMAT', /idx2 of int32 .*, expected unsigned bytes/)
})

test.run()
