/** Where the compiled kernels may come from, and what else is refused. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { recipes } from '../../src/model/recipes.js'
import { Network } from '../../src/network/network.js'
import { decode } from '../../src/wasm/index.js'
import base64 from '../../src/wasm/lenet1989.wasm.js'
import referenceBase64 from '../../src/wasm/reference.wasm.js'
import { refuses } from '../support/refusal.js'
import { samples, sha256, train } from '../support/training.js'

const test = suite('wasm')
const bytes = decode(base64)
const recipe = { ...recipes.modern, passes: 1 }
const create = (wasm: unknown) => Network.create(recipe, { wasm: wasm as WebAssembly.Module })

const response = (body: BodyInit | null, status = 200) =>
  new Response(body, { status, headers: { 'content-type': 'application/wasm' } })

/** Views and copies of the same bytes, in every way that one may have them. */
const sources: Record<string, () => unknown> = {
  'a compiled module': () => new WebAssembly.Module(bytes),
  'a promise of a compiled module': () => WebAssembly.compile(bytes),
  'a Uint8Array': () => bytes,
  'a part of a larger buffer': () => new Uint8Array([0, 1, 2, ...bytes, 3]).subarray(3, 3 + bytes.length),
  'an ArrayBuffer': () => bytes.slice().buffer,
  'a Response': () => response(bytes),
  'a promise of a Response': () => Promise.resolve(response(bytes)),
}
for (const [name, source] of Object.entries(sources)) {
  test(`${name}: the network that the package's own module makes`, async () => {
    const [own, given] = [await Network.create(recipe), await create(source())]
    for (const network of [own, given]) await train(network, samples(50))
    assert.is(await sha256(given), await sha256(own))
  })
}

test('fetched from a server', async () => {
  const server = createServer((request, answer) => {
    if (request.url === '/lenet1989.wasm') answer.end(bytes)
    else answer.writeHead(404).end('no such file')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  try {
    const network = await create(fetch(`${origin}/lenet1989.wasm`))
    assert.is(network.steps, 0)
    await refuses(
      () => create(fetch(`${origin}/lenet.wasm`)),
      'ERR_WASM',
      /lenet\.wasm has status 404, expected 200/,
    )
  } finally {
    server.closeAllConnections()
    server.close()
  }
})

/** A module that imports a function, and one that exports a memory and nothing else. */
const importing = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 2, 7, 1, 1, 97, 1, 98, 0, 0]
const memoryOnly = [0, 97, 115, 109, 1, 0, 0, 0, 5, 3, 1, 0, 1, 7, 10, 1, 6, ...Buffer.from('memory'), 2, 0]

const wrong: Record<string, readonly [() => unknown, RegExp]> = {
  'no bytes': [() => new Uint8Array(0), /could not be compiled: expected lenet1989\/lenet1989\.wasm/],
  'a page instead of the module': [() => response('<!doctype html>'), /could not be compiled: .*magic/],
  'half of the module': [() => bytes.subarray(0, bytes.length / 2), /could not be compiled/],
  'a path': [() => 'lenet1989.wasm', /could not be compiled/],
  null: [() => null, /could not be compiled/],
  'a failed fetch': [
    () => Promise.reject(new TypeError('fetch failed')),
    /could not be compiled: fetch failed$/,
  ],
  'an empty module': [() => bytes.subarray(0, 8), /has no function train, expected lenet1989\.wasm/],
  'a module that imports': [() => Uint8Array.from(importing), /could not be instantiated/],
  'a module with a memory alone': [() => Uint8Array.from(memoryOnly), /has no function train/],
  'another module of ours': [() => decode(referenceBase64), /has no function train/],
}
for (const [name, [source, message]] of Object.entries(wrong)) {
  test(`refused: ${name}`, async () => {
    await refuses(() => create(source()), 'ERR_WASM', message)
    // and the next attempt is not spoiled
    await create(undefined)
  })
}

test('an unknown option is named', async () => {
  await refuses(
    () => Network.create(recipe, { module: bytes } as object),
    'ERR_CONFIG',
    /unknown option "module"; expected one of wasm/,
  )
})

test.run()
