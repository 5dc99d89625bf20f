/** `RemoteNetwork` and `serve` over a message channel: the face and the bits of `Network`, and a network that answers while it trains. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Digits, Network, recipes, stateSha256 } from '../../src/index.js'
import type { LenetError } from '../../src/model/errors.js'
import { decode } from '../../src/wasm/index.js'
import base64 from '../../src/wasm/lenet1989.wasm.js'
import { limits } from '../../src/worker/connection.js'
import type { Port } from '../../src/worker/index.js'
import { RemoteNetwork, serve } from '../../src/worker/index.js'
import { fourTimes } from '../browser/tasks.js'
import { readFixture } from '../support/fixtures.js'

const remote = suite('worker')

const samples = readFixture('samples_mnist')
const pixels = samples.tensor('x', 'F32')
const labels = samples.tensor('labels', 'U8')
const some = (from: number, to: number): Digits => ({
  images: pixels.slice(256 * from, 256 * to),
  labels: labels.slice(from, to),
  length: to - from,
})
const train = some(0, 800)
const test = some(800, 1000)
const recipe = { ...recipes.modern, passes: 3 }

const channels: MessageChannel[] = []
/** Two ports, which are closed when all tests are over. */
function channel(): MessageChannel {
  const made = new MessageChannel()
  channels.push(made)
  return made
}
/** A port with a served worker's side at its other end. */
function worker(): Port {
  const { port1, port2 } = channel()
  serve(port2 as Port)
  return port1 as Port
}
remote.after(() => {
  for (const { port1 } of channels) port1.close()
})

const refused = (code: LenetError['code']) => (error: unknown) => (error as LenetError).code === code
async function rejects(promise: Promise<unknown>, expected: (error: unknown) => boolean): Promise<void> {
  const error = await promise.then(
    () => assert.unreachable('expected a refusal'),
    (reason: unknown) => reason,
  )
  assert.ok(expected(error), `refused with ${error}`)
}

/** The weights that an unbroken run on this thread ends with, and what it says after each pass but the times. */
async function expected() {
  const net = await Network.create(recipe)
  const results = []
  for await (const { seconds, trainSeconds, ...rest } of net.fit(train, { validationData: test }))
    results.push(rest)
  return { results, sha256: await stateSha256(net.stateDict()), net }
}

remote('trains, evaluates, predicts and saves as Network does, bit for bit', async () => {
  const local = await expected()
  const net = await RemoteNetwork.create(worker(), recipe)
  assert.equal(net.config, local.net.config)
  const results = []
  for await (const { seconds, trainSeconds, ...rest } of net.fit(train, { validationData: test })) {
    assert.ok(seconds > 0 && trainSeconds >= seconds)
    assert.is(net.passes, rest.pass)
    results.push(rest)
  }
  assert.equal(results, local.results)
  assert.is(await stateSha256(await net.stateDict()), local.sha256)
  assert.equal(await net.predict(test.images), local.net.predict(test.images))
  assert.equal(await net.evaluate(test), local.net.evaluate(test))
  const image = test.images.slice(0, 256)
  assert.equal(await net.activations(image), local.net.activations(image))
  assert.equal(await net.save(), local.net.save())

  const copy = await RemoteNetwork.load(worker(), await net.save())
  assert.equal(await copy.predict(image), local.net.predict(image))
  await copy.loadStateDict((await Network.create(recipe)).stateDict())
  assert.not.equal(await copy.predict(image), local.net.predict(image))
})

remote('stopped by break and by a signal, goes on to the same bits', async () => {
  const { sha256 } = await expected()
  const net = await RemoteNetwork.create(worker(), recipe)
  for await (const { pass } of net.fit(train)) {
    assert.is(pass, 1)
    break
  }
  const controller = new AbortController()
  const stop = new Error('stop')
  let done = 0
  const onProgress = (progress: { done: number; phase: string }) => {
    done = progress.done
    controller.abort(stop)
  }
  const stopped = async () => {
    for await (const _ of net.fit(fourTimes(train), { signal: controller.signal, onProgress }));
  }
  await rejects(stopped(), (error) => error === stop)
  assert.ok(done > 0)
  // nothing goes on behind the page's back
  assert.equal(await net.stateDict(), await net.stateDict())
  const fresh = await RemoteNetwork.create(worker(), recipe)
  for await (const _ of fresh.fit(train)) if (fresh.passes === 2) break
  for await (const _ of fresh.fit(train));
  assert.is(await stateSha256(await fresh.stateDict()), sha256)
})

remote('a checkpoint taken amid a pass goes on in another worker, to the same bits', async () => {
  const many = fourTimes(train)
  const whole = await Network.create({ ...recipe, passes: 1 })
  for await (const _ of whole.fit(many));
  const net = await RemoteNetwork.create(worker(), { ...recipe, passes: 1 })
  let taken: Promise<Uint8Array> | undefined
  let passes = 0
  const onProgress = () => {
    taken ??= net.checkpoint().then((bytes) => {
      assert.is(passes, 0)
      return bytes
    })
  }
  for await (const _ of net.fit(many, { onProgress })) passes++
  const resumed = await RemoteNetwork.resume(worker(), (await taken)!)
  assert.equal(resumed.config, net.config)
  assert.is(resumed.passes, 0)
  for await (const _ of resumed.fit(many));
  assert.is(await stateSha256(await resumed.stateDict()), await stateSha256(whole.stateDict()))
})

remote('answers while it trains', async () => {
  const net = await RemoteNetwork.create(worker(), recipe)
  const image = test.images.slice(0, 256)
  const answers: Promise<Float32Array>[] = []
  let passes = 0
  const onProgress = () => {
    if (answers.length < 3)
      answers.push(
        net.activations(image).then(({ out }) => {
          assert.is(passes, 0, 'the answer came after the pass')
          return out
        }),
      )
  }
  for await (const _ of net.fit(fourTimes(fourTimes(train)), { onProgress })) {
    passes++
    break
  }
  const outs = await Promise.all(answers)
  assert.ok(outs.length >= 2, `${outs.length} answers`)
  assert.not.equal(outs[0], outs.at(-1), 'it had learnt between them')
})

remote('refuses what Network refuses, with the same codes', async () => {
  const port = worker()
  await rejects(RemoteNetwork.create(port, { ...recipe, lr: -1 }), refused('ERR_CONFIG'))
  await rejects(RemoteNetwork.load(port, new Uint8Array(3)), refused('ERR_FORMAT'))
  const net = await RemoteNetwork.create(port, recipe)
  await rejects(net.predict(new Float32Array(3)), refused('ERR_SHAPE'))
  await rejects(net.fit({ ...train, length: 3 }).next(), refused('ERR_SHAPE'))
  const first = net.fit(train)
  await first.next()
  await rejects(net.fit(train).next(), refused('ERR_BUSY'))
  await first.return()
  await net.dispose()
  await rejects(net.stateDict(), refused('ERR_DISPOSED'))
})

remote('an error thrown by onProgress ends the training and is thrown', async () => {
  const net = await RemoteNetwork.create(worker(), recipe)
  const mine = new Error('mine')
  const run = net.fit(fourTimes(fourTimes(train)), {
    onProgress: () => {
      throw mine
    },
  })
  await rejects(run.next(), (error) => error === mine)
  assert.is((await net.stateDict()).H1w.length, 300)
})

remote('a worker that fails is named, for all that was asked and will be', async () => {
  const listeners = new Map<string, (event: { message: string; data: unknown }) => void>()
  const port: Port = {
    postMessage() {},
    addEventListener: (type: string, listener: never) => void listeners.set(type, listener),
  }
  const asked = RemoteNetwork.create(port, recipe)
  listeners.get('error')!({ message: 'no such file', data: undefined })
  await rejects(asked, (error) => refused('ERR_WORKER')(error) && /no such file/.test(String(error)))
  await rejects(RemoteNetwork.create(port, recipe), refused('ERR_WORKER'))
})

remote('a call of another version is refused, not ignored', async () => {
  const { port1, port2 } = new MessageChannel()
  serve(port2 as Port)
  const answer = new Promise<{ failed: { code: string } }>((resolve) => {
    port1.onmessage = ({ data }) => resolve(data)
  })
  port1.postMessage({ id: 1, call: 'toString', args: [] })
  assert.is((await answer).failed.code, 'ERR_WORKER')
  port1.close()
})

/** A port that takes messages and never answers, with a way to make its events happen. */
function deadPort() {
  const listeners = new Map<string, (event: object) => void>()
  const port: Port = {
    postMessage() {},
    addEventListener: (type: string, listener: never) => void listeners.set(type, listener),
  }
  return { port, happens: (type: string, event: object) => listeners.get(type)!(event) }
}

/** Runs `body` with little patience. */
async function impatient(body: () => Promise<void>): Promise<void> {
  const usual = { ...limits }
  Object.assign(limits, { handshake: 50, silence: 50 })
  try {
    await body()
  } finally {
    Object.assign(limits, usual)
  }
}

remote('every call settles with ERR_WORKER: of a worker whose script never calls serve', () =>
  impatient(async () => {
    await rejects(
      RemoteNetwork.create(deadPort().port, recipe),
      (error) => refused('ERR_WORKER')(error) && /does its script call serve/.test(String(error)),
    )
  }),
)

remote('… of a worker that falls silent, as a terminated one does, also in the middle of a fit', () =>
  impatient(async () => {
    const { port, happens } = deadPort()
    const served: unknown[] = []
    let deaf = false
    serve({
      postMessage: (data) => void (deaf || happens('message', { data: structuredClone(data) })),
      addEventListener: (type: string, listener: never) => {
        if (type === 'message') served.push(listener)
      },
    })
    const [hear] = served as ((event: { data: unknown }) => void)[]
    const line: Port = {
      ...port,
      postMessage: (data) => void (deaf || hear!({ data: structuredClone(data) })),
    }
    const net = await RemoteNetwork.create(line, recipe)
    const run = net.fit(train)
    await run.next()
    deaf = true
    await rejects(
      run.next(),
      (error) => refused('ERR_WORKER')(error) && /has not answered/.test(String(error)),
    )
    await rejects(net.stateDict(), refused('ERR_WORKER'))
  }),
)

remote('… of a port that is closed at the other end', async () => {
  const { port1, port2 } = channel()
  serve(port2 as Port)
  const net = await RemoteNetwork.create(port1 as Port, { ...recipe, passes: 1000 })
  const run = net.fit(train)
  await run.next()
  const asked = run.next()
  port2.close()
  await rejects(asked, refused('ERR_WORKER'))
})

remote('… and tells the cause', async () => {
  const { port, happens } = deadPort()
  const asked = RemoteNetwork.create(port, recipe)
  const cause = new RangeError('out of memory')
  happens('error', { message: cause.message, error: cause })
  await rejects(asked, (error) => refused('ERR_WORKER')(error) && (error as Error).cause === cause)
})

remote('messages that are not requests are ignored: null, text, objects of another kind', async () => {
  const { port1, port2 } = channel()
  serve(port2 as Port)
  for (const foreign of [
    undefined,
    null,
    'hello',
    7,
    [],
    {},
    { id: 1 },
    { id: 'x', call: 'fit', args: null },
  ]) {
    port1.postMessage(foreign)
    port2.postMessage(foreign)
  }
  const net = await RemoteNetwork.create(port1 as Port, recipe)
  assert.is((await net.stateDict()).H1w.length, 300)
})

remote('other labels on the same images are another set', async () => {
  const net = await RemoteNetwork.create(worker(), recipe)
  const local = await Network.create(recipe)
  for (const fill of [0, 7, 3, 0]) {
    const set = { ...test, labels: new Uint8Array(test.length).fill(fill) }
    assert.is((await net.evaluate(set)).misses, local.evaluate(set).misses, `all labels ${fill}`)
  }
  assert.is((await net.evaluate(test)).misses, local.evaluate(test).misses)
})

remote('what could not be sent is not taken for sent', async () => {
  const { port1, port2 } = channel()
  serve(port2 as Port)
  let broken = true
  const line = new Proxy(port1, {
    get(target, name) {
      if (name === 'postMessage' && broken) {
        return (data: { call: string }) => {
          if (data.call === 'digits') throw new DOMException('too large', 'DataCloneError')
          target.postMessage(data)
        }
      }
      const value = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  const net = await RemoteNetwork.create(line as Port, recipe)
  await rejects(
    net.evaluate(test),
    (error) => refused('ERR_WORKER')(error) && /too large/.test(String(error)),
  )
  broken = false
  assert.is((await net.evaluate(test)).count, test.length)
})

remote('options are refused as Network refuses them', async () => {
  const net = await RemoteNetwork.create(worker(), recipe)
  const local = await Network.create(recipe)
  for (const options of [
    { validationdata: test },
    { onProgress: 5 },
    { signal: {} },
    { passes: 0 },
    { checkpoint: { seconds: 1 } },
  ]) {
    const message = async (run: AsyncGenerator) =>
      run.next().then(
        () => 'trained',
        ({ code, message }: LenetError) => `${code} ${message}`,
      )
    const refusal = await message(local.fit(train, options as never))
    assert.match(refusal, /^ERR_CONFIG /)
    assert.is(await message(net.fit(train, options as never)), refusal)
  }
  await rejects(
    RemoteNetwork.create(worker(), recipe, { module: 1 } as object),
    (error) => refused('ERR_CONFIG')(error) && /unknown option "module"/.test(String(error)),
  )
})

remote('a loop of one’s own, and the count of steps, as Network has them', async () => {
  const net = await RemoteNetwork.create(worker(), recipe)
  const local = await Network.create(recipe)
  for (let i = 0; i < 3; i++) {
    const image = train.images.slice(256 * i, 256 * (i + 1))
    assert.equal(await net.forward(image), local.forward(image))
    assert.is(await net.backward(train.labels[i]!, 0.5), local.backward(train.labels[i]!, 0.5))
    assert.equal(await net.gradients(), local.gradients())
    await net.step()
    local.step()
    assert.is(net.steps, local.steps)
  }
  await rejects(net.backward(3), refused('ERR_ORDER'))
  for await (const _ of net.fit(train, { passes: 1, evaluateTrain: false }));
  for await (const _ of local.fit(train, { passes: 1, evaluateTrain: false }));
  assert.is(net.steps, local.steps)
  assert.is(net.steps, 803)
  assert.is(net.parameterCount, local.parameterCount)
  assert.is(await stateSha256(await net.stateDict()), await stateSha256(local.stateDict()))
})

remote(
  'checkpoints are written by the page while the worker trains, and a failure there ends the training',
  async () => {
    const net = await RemoteNetwork.create(worker(), recipe)
    const written: Uint8Array[] = []
    const write = async (bytes: Uint8Array) => {
      await new Promise((resolve) => setTimeout(resolve, 1))
      written.push(bytes)
    }
    for await (const _ of net.fit(fourTimes(train), {
      checkpoint: { write, seconds: 0, metadata: { by: 'test' } },
    }))
      break
    assert.ok(written.length >= 1, `${written.length} checkpoints`)
    const resumed = await Network.resume(written.at(-1)!)
    assert.is(await stateSha256(resumed.stateDict()), await stateSha256(await net.stateDict()))
    const full = new Error('the disk is full')
    await rejects(
      net.fit(fourTimes(train), { checkpoint: { write: () => Promise.reject(full), seconds: 0 } }).next(),
      (error) => error === full,
    )
  },
)

remote('the wasm module may come from the page: compiled, as bytes, or as a response', async () => {
  const bytes = decode(base64)
  const sources = [
    new WebAssembly.Module(bytes),
    bytes,
    new Response(bytes, { headers: { 'content-type': 'application/wasm' } }),
  ]
  for (const wasm of sources) {
    const net = await RemoteNetwork.create(worker(), recipe, { wasm })
    assert.is(
      await stateSha256(await net.stateDict()),
      await stateSha256((await Network.create(recipe)).stateDict()),
    )
  }
  await rejects(RemoteNetwork.create(worker(), recipe, { wasm: new Uint8Array(3) }), refused('ERR_WASM'))
})

remote.run()
