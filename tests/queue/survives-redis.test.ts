/** Nothing lost, nothing twice: Redis is killed and cut off, and the file is that of a sweep alone. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import * as assert from 'uvu/assert'
import { LEASE, until } from '../support/queue.js'
import { OFTEN, Survival } from '../support/survival.js'

const NAME = 'a sweep in a queue survives Redis'
/** Some seconds a run: it is still going on when Redis answers again. */
const survival = new Survival(NAME, (folder) => {
  const recipe = join(folder, 'long.json')
  writeFileSync(recipe, '{ "extends": "modern", "passes": 800 }')
  return { long: ['--recipe', recipe, '--seeds', '1..2'] }
})

survival.test('Redis killed and started again, then silent for longer than a lease: all go on', async () => {
  const collecting = survival.sweep('restarted', 'long')
  const workers = [survival.worker(...OFTEN), survival.worker(...OFTEN)]
  await until('there is a checkpoint', async () => (await survival.checkpoints('restarted')) >= 2)
  await survival.redis.kill()
  await sleep(500)
  await survival.redis.up()
  await sleep(300)
  survival.redis.pause()
  await sleep(1500 * LEASE)
  survival.redis.resume()
  const { code, stderr } = await collecting.result
  assert.is(code, 0, stderr)
  assert.match(stderr, /connection lost; going on as soon as it is there again\n.*connected again\n/)
  for (const { child } of workers) child.kill('SIGTERM')
  for (const { result } of workers) assert.is((await result).code, 143)
  await survival.whole('restarted', 'long')
})

survival.run(NAME)
