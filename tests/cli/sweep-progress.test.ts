import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { SweepMeter } from '../../src/cli/terminal/sweep-progress.js'

const test = suite('progress of a sweep')

test('finished runs, a bar, the share, the rate and the time left', () => {
  let now = 5_000
  const meter = new SweepMeter(1_000_000, 12, () => now)
  assert.is(meter.text(0), ' 0/12 runs ░░░░░░░░░░░░░░░░░░░░░░░░    0%  0 digits/s  ')
  now += 2_500
  meter.finished()
  assert.is(
    meter.text(250_000),
    ' 1/12 runs ██████░░░░░░░░░░░░░░░░░░   25%  100,000 digits/s  about 8 s left',
  )
  now += 125_000
  for (let run = 1; run < 12; run++) meter.finished()
  assert.is(
    meter.text(1_000_000),
    '12/12 runs ████████████████████████  100%  7,843 digits/s  about 0 s left',
  )
})

test.run()
