import { execFileSync } from 'node:child_process'
import { mkdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readFixture } from '../support/fixtures.js'
import { sameNumbers } from '../support/numbers.js'

const test = suite('random')

interface Random {
  readonly memory: WebAssembly.Memory
  seedStream(stream: number, seed: number): void
  nextWord(stream: number): number
  fillWords(stream: number, pointer: number, count: number): void
  streamAddress(stream: number): number
  torchUniform(): number
  torchKeepLimit(p: number): bigint
  torchKeeps(words: bigint, limit: bigint): number
  numpyShift(): number
}

const TORCH = 0
const NUMPY = 1
const SEED = 1337
/** Numbers that the network draws for its initial weights: 300 + 2,400 + 5,760 + 300. */
const WEIGHTS = 8760
/** Bytes of a stream: 624 state words and the index. */
const STREAM_BYTES = 625 * 4

const golden = readFixture('rng')

/** `assembly/float32/random.ts` as a module of its own, whose every function can be called from here. */
async function compileRandom(): Promise<Random> {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const out = 'tests/.out/random.wasm'
  await mkdir(join(root, 'tests/.out'), { recursive: true })
  const asc = createRequire(import.meta.url).resolve('assemblyscript/bin/asc.js')
  const options = ['--runtime', 'stub', '--enable', 'simd', '--use', 'abort=', '--initialMemory', '2', '-O3']
  execFileSync(process.execPath, [asc, 'assembly/float32/random.ts', '--outFile', out, ...options], {
    cwd: root,
  })
  const { instance } = await WebAssembly.instantiate(await readFile(join(root, out)))
  return instance.exports as unknown as Random
}

const random = await compileRandom()

/** Whether dropout with probability `p` keeps the next unit, by two words of stream 0, the high one first. */
function keep(p: number): number {
  const high = BigInt(random.nextWord(TORCH) >>> 0)
  const low = BigInt(random.nextWord(TORCH) >>> 0)
  return random.torchKeeps(high | (low << 32n), random.torchKeepLimit(p))
}

/** `count` draws. */
const draws = (count: number, draw: () => number) => Array.from({ length: count }, draw)

test('words are MT19937’s, bit for bit, on both streams', () => {
  const expected = Array.from(golden.tensor('mt19937_u32', 'U32'))
  for (const stream of [TORCH, NUMPY]) {
    random.seedStream(stream, SEED)
    sameNumbers(
      draws(expected.length, () => random.nextWord(stream) >>> 0),
      expected,
    )
  }
})

test('the 10,000th word of the default seed is the one that the C++ standard names', () => {
  // ISO C++ [rand.predef]: mt19937 seeded with 5489
  random.seedStream(TORCH, 5489)
  assert.is(draws(10_000, () => random.nextWord(TORCH) >>> 0).at(-1), 4123659995)
})

test('seeds use all 32 bits', () => {
  const first = (seed: number) => {
    random.seedStream(TORCH, seed)
    return random.nextWord(TORCH) >>> 0
  }
  // numpy.random.RandomState(seed).randint(2**32), whose first word this is
  assert.is(first(0), 2357136044)
  assert.is(first(1), 1791095845)
  assert.is(first(0xffffffff), 419326371)
})

test('fillWords writes the same words as nextWord, and goes on where that stopped', () => {
  const pointer = 65_536
  const expected = Array.from(golden.tensor('mt19937_u32', 'U32'))
  random.seedStream(NUMPY, SEED)
  const words: number[] = []
  for (const count of [1, 0, 622, 1, 1, 3]) {
    random.fillWords(NUMPY, pointer, count)
    words.push(...new Uint32Array(random.memory.buffer, pointer, count), random.nextWord(NUMPY) >>> 0)
  }
  sameNumbers(words, expected.slice(0, words.length))
})

test('the streams do not disturb each other', () => {
  const expected = Array.from(golden.tensor('mt19937_u32', 'U32')).slice(0, 700)
  random.seedStream(TORCH, SEED)
  random.seedStream(NUMPY, SEED)
  const torch: number[] = []
  const numpy: number[] = []
  for (let i = 0; i < 700; i++) {
    torch.push(random.nextWord(TORCH) >>> 0)
    if (i % 3 === 0) random.seedStream(NUMPY, i)
  }
  random.seedStream(NUMPY, SEED)
  for (let i = 0; i < 700; i++) {
    numpy.push(random.nextWord(NUMPY) >>> 0)
    if (i % 5 === 0) random.seedStream(TORCH, i)
  }
  sameNumbers(torch, expected)
  sameNumbers(numpy, expected)
})

test('a stream copied out and put back goes on with the same words', () => {
  for (const stream of [TORCH, NUMPY]) {
    const state = () => new Uint8Array(random.memory.buffer, random.streamAddress(stream), STREAM_BYTES)
    // straight after the seed, in the middle, at the last word of a block, before a new one
    for (const used of [0, 100, 623, 624, 1000]) {
      random.seedStream(stream, SEED)
      draws(used, () => random.nextWord(stream))
      const saved = state().slice()
      const expected = draws(1300, () => random.nextWord(stream))
      random.seedStream(stream, 1)
      draws(50, () => random.nextWord(stream))
      state().set(saved)
      sameNumbers(
        draws(1300, () => random.nextWord(stream)),
        expected,
      )
    }
  }
  const apart = random.streamAddress(NUMPY) - random.streamAddress(TORCH)
  assert.ok(apart >= STREAM_BYTES)
})

test('torchUniform is torch.rand, bit for bit', () => {
  random.seedStream(TORCH, SEED)
  sameNumbers(
    draws(1000, () => random.torchUniform()),
    golden.tensor('torch_rand', 'F32'),
  )
})

test('numpyShift is numpy.random.randint(-1, 2), exactly', () => {
  random.seedStream(NUMPY, SEED)
  sameNumbers(
    draws(2000, () => random.numpyShift()),
    golden.tensor('randint_shifts', 'I32'),
  )
})

test('torchKeeps draws F.dropout’s masks, straight after the seed and after the weights', () => {
  const masks = (name: string) => golden.tensor(name, 'U8')
  random.seedStream(TORCH, SEED)
  sameNumbers(
    draws(3000, () => keep(0.25)),
    masks('dropout_masks'),
  )
  random.seedStream(TORCH, SEED)
  draws(WEIGHTS, () => random.torchUniform())
  sameNumbers(
    draws(3000, () => keep(0.25)),
    masks('dropout_masks_after_init'),
  )
})

test('torchKeeps keeps all with p = 0, and its share with any other', () => {
  random.seedStream(TORCH, SEED)
  const share = (p: number) => draws(100_000, () => keep(p)).reduce((sum, kept) => sum + kept, 0) / 1e5
  assert.is(share(0), 1)
  // five standard deviations of a binomial share
  for (const p of [0.1, 0.5, 0.9])
    assert.ok(Math.abs(share(p) - (1 - p)) < 5 * Math.sqrt((p * (1 - p)) / 1e5))
})

test.run()
