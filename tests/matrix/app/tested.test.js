import { readFile } from 'node:fs/promises'
import { attempt } from './attempt.js'

test('the attempt', async () => {
  console.log(`outcome: ${JSON.stringify(await attempt((name) => readFile(`digits/${name}`)))}`)
}, 120_000)
