/** Nothing lost, nothing twice: workers are killed and ended, and the file is that of a sweep alone. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { makeHere, until, workHere } from '../support/queue.js'
import { OFTEN, Survival } from '../support/survival.js'

const NAME = 'a sweep in a queue survives its workers'
/** The second takes some seconds: a worker tells only every second that it is at work. */
const survival = new Survival(NAME, (folder) => {
  const recipe = (passes: number): string => {
    const file = join(folder, `${passes}.json`)
    writeFileSync(file, JSON.stringify({ extends: 'modern', passes }))
    return file
  }
  return {
    two: ['--recipe', recipe(300), '--seeds', '1..2'],
    one: ['--recipe', recipe(800), '--seeds', '1'],
  }
})

survival.test('the SIGKILL of a worker: another goes on in the middle, to the same bits', async () => {
  const collecting = survival.sweep('killed', 'two')
  const first = survival.worker(...OFTEN)
  await until('there is a checkpoint', async () => (await survival.checkpoints('killed')) >= 2)
  first.child.kill('SIGKILL')
  assert.is((await first.result).code, null)
  const passes: number[] = []
  const { worker, stop } = await workHere(survival.redis.url, survival.data, {
    make: (job, options) => {
      passes.push(options.from?.curves.trainLoss.length ?? -1)
      return makeHere(survival.data, job, options)
    },
  })
  assert.ok(worker)
  const { code, stderr } = await collecting.result
  await stop()
  assert.equal([code, stderr], [0, ''])
  assert.ok(passes.includes(-1), 'one run from its beginning')
  assert.ok(
    passes.some((count) => count >= 0),
    `and one from its middle: after ${passes} passes`,
  )
  await survival.whole('killed', 'two')
})

survival.test('the SIGTERM of a worker: what it has in hand is saved at once, and gone on with', async () => {
  const collecting = survival.sweep('ended', 'one')
  const first = survival.worker('--checkpoint-every', '1000', '--lease', '1000')
  await until('a run is under way', () =>
    survival.redis.ask(async (client) => Boolean(await client.exists('lenet1989:trained:ended'))),
  )
  const before = await survival.checkpoints('ended')
  first.child.kill('SIGTERM')
  const { code, stderr } = await first.result
  assert.is(code, 143)
  assert.match(stderr, /^ended: .*800\.json, seed 1: saved and put back$/m)
  assert.equal([before, await survival.checkpoints('ended')], [0, 2])
  const second = survival.worker('--idle-exit', '2')
  assert.is((await collecting.result).code, 0)
  assert.is((await second.result).code, 0)
  await survival.whole('ended', 'one')
})

survival.run(NAME)
