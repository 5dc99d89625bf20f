import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { LenetError, Network, recipes } from '../../src/index.js'
import { samples } from '../support/training.js'

test('a training that runs away ends in ERR_DIVERGED, which names the rate', async () => {
  const net = await Network.create({
    ...recipes.modern,
    optimizer: 'sgd',
    schedule: 'constant',
    lr: 100,
    passes: 2,
  })
  try {
    for await (const _ of net.fit(samples(600))) assert.unreachable('a pass ended')
    assert.unreachable('the training ended')
  } catch (error: unknown) {
    if (!(error instanceof LenetError)) throw error
    assert.is(error.code, 'ERR_DIVERGED')
    assert.match(
      error.message,
      /^training diverged in pass 1, within its first \d+ digits: the loss is NaN, at the rate 100$/,
    )
  }
})

test.run()
