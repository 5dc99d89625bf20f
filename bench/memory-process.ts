/** A process that does nothing but measure memory, see benchmarks/growth/memory.ts. Run with --expose-gc; prints JSON. */
import { digits } from '../src/data/index.js'
import { recipes } from '../src/model/recipes.js'
import { CLASSES, IMAGE_PIXELS } from '../src/model/shape.js'
import { Network } from '../src/network/network.js'
import { loadFloat32Module } from '../src/wasm/index.js'

interface Usage {
  /** Bytes of JavaScript objects. */
  readonly heap: number
  /** Bytes that belong to them but lie elsewhere: linear memories and typed arrays. */
  readonly external: number
  /** Bytes of the whole process in physical memory. */
  readonly resident: number
}

export interface Memory {
  readonly network: Usage & { readonly linear: number }
  /** 10,000 of them. */
  readonly digits: Usage
  /** What a pass of `fit` over these leaves behind. */
  readonly fit: Usage
  /** As networks are made, used and disposed of one after the other. */
  readonly disposed: readonly (Usage & { readonly networks: number })[]
}

const NETWORKS = 1000
const EVERY = 25
const KEPT = 50
const DIGITS = 10_000
/** Passes before it counts, and those that count. */
const FITTED = 5

/** The memory of typed arrays is part of what `external` counts. */
const usage = (): Usage => {
  const { heapUsed, external, rss } = process.memoryUsage()
  return { heap: heapUsed, external, resident: rss }
}

/** What is in use after garbage collection: twice, since linear memories are released late. */
async function settled(): Promise<Usage> {
  for (let i = 0; i < 3; i++) {
    globalThis.gc!()
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return usage()
}

/** What `make` leaves in use, `count` times over, for each. What it gives is held meanwhile. */
async function costOf(make: () => Promise<unknown>, count: number): Promise<Usage> {
  const before = await settled()
  const held: unknown[] = []
  for (let i = 0; i < count; i++) held.push(await make())
  const after = await settled()
  held.length = 0
  const each = (of: keyof Usage) => (after[of] - before[of]) / count
  return { heap: each('heap'), external: each('external'), resident: each('resident') }
}

const image = new Float32Array(IMAGE_PIXELS).fill(-1)
async function used(): Promise<Network> {
  const network = await Network.create(recipes.base)
  network.predict(image)
  return network
}

async function makeAndDispose(): Promise<Memory['disposed']> {
  const list = [{ networks: 0, ...usage() }]
  for (let networks = 1; networks <= NETWORKS; networks++) {
    ;(await used()).dispose()
    if (networks % EVERY === 0) list.push({ networks, ...usage() })
  }
  return list
}

const blank = () =>
  digits(
    new Float32Array(DIGITS * IMAGE_PIXELS).fill(-1),
    Uint8Array.from({ length: DIGITS }, (_, i) => i % CLASSES),
  )

// once before it counts: code and the compiled module are shared by all networks
await used()
await settled()
const disposed = await makeAndDispose()
const network = await costOf(used, KEPT)
const { exports } = await loadFloat32Module()
const set = blank()
const fitted = await Network.create({ ...recipes.base, passes: 100 })
const passes = fitted.fit(set)
for (let pass = 0; pass < FITTED; pass++) await passes.next()
const memory: Memory = {
  network: { ...network, linear: exports.memory.buffer.byteLength },
  digits: await costOf(async () => blank(), 1),
  fit: await costOf(() => passes.next(), FITTED),
  disposed,
}
process.stdout.write(JSON.stringify(memory))
