/** A network's memory is fixed, and is given back: by dispose, or when the network is no longer referenced. */
import v8 from 'node:v8'
import vm from 'node:vm'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { recipes } from '../../src/model/recipes.js'
import { Network } from '../../src/network/network.js'
import { samples, train } from '../support/training.js'

const test = suite('memory')

v8.setFlagsFromString('--expose-gc')
const collect: () => void = vm.runInNewContext('gc')

/** Bytes outside of the JavaScript heap, WebAssembly's memories among them, when everything unused has been collected. */
async function held(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    collect()
    await new Promise((resolve) => setTimeout(resolve))
  }
  return process.memoryUsage().external
}

const digits = samples(20)
const create = async () => {
  const network = await Network.create({ ...recipes.modern, passes: 1 })
  await train(network, digits)
  return network
}

/** What `count` networks take that are alive at the same time. */
async function sizeOf(count: number): Promise<number> {
  const before = await held()
  const alive = await Promise.all(Array.from({ length: count }, create))
  const size = (await held()) - before
  assert.is(alive.length, count)
  return size
}

test('200 networks made and disposed of one after another take no more than a few alive', async () => {
  await create()
  const fifty = await sizeOf(50)
  const before = await held()
  for (let i = 0; i < 200; i++) (await create()).dispose()
  const grown = (await held()) - before
  console.log(`  50 alive: ${(fifty / 1e6).toFixed(1)} MB; grown by 200: ${(grown / 1e6).toFixed(1)} MB`)
  assert.ok(fifty > 0)
  assert.ok(grown < fifty / 5, `200 networks left ${grown} bytes behind, 50 alive take ${fifty}`)
})

test('dispose gives the memory back though the network is still held', async () => {
  const twenty = await sizeOf(20)
  const before = await held()
  const networks = await Promise.all(Array.from({ length: 20 }, create))
  for (const network of networks) network.dispose()
  const left = (await held()) - before
  assert.ok(left < twenty / 5, `${left} of ${twenty} bytes are still held`)
  assert.is(networks.length, 20)
})

test('an unreferenced network is collected, disposed of or not', async () => {
  const twenty = await sizeOf(20)
  const before = await held()
  for (let i = 0; i < 20; i++) await create()
  const left = (await held()) - before
  assert.ok(left < twenty / 5, `${left} of ${twenty} bytes are still held`)
})

test('training takes no memory: it is fixed from the start', async () => {
  const size = await sizeOf(1)
  const network = await Network.create({ ...recipes.modern, passes: 500 })
  const before = await held()
  await train(network, digits)
  const grown = (await held()) - before
  assert.is(network.steps, 10_000)
  assert.ok(grown < size, `grown by ${grown} bytes, a network takes ${size}`)
})

test.run()
