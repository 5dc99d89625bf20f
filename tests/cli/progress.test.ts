import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { bar, ProgressLine, TrainingMeter } from '../../src/cli/terminal/progress.js'
import { isScreen, Terminal, wantsColour } from '../../src/cli/terminal/terminal.js'

const test = suite('terminal and progress')

/** A stream that keeps what is written to it. */
function stream(isTTY: boolean, columns = 80) {
  const written: string[] = []
  return { isTTY, columns, written, write: (text: string) => written.push(text) }
}

/** A clock that is set by hand, in milliseconds. */
function clock() {
  const time = { ms: 0, now: () => time.ms }
  return time
}

/** The text of a line that must not be drawn. */
const never = (): string => {
  throw new Error('drawn')
}

test('nothing is drawn in the first second, then ten times a second at most', () => {
  const [out, time] = [stream(true), clock()]
  const line = new ProgressLine(out, true, time.now)
  const drawn: number[] = []
  for (time.ms = 0; time.ms <= 1500; time.ms += 10) {
    const before = out.written.length
    line.update(() => 'text')
    if (out.written.length > before) drawn.push(time.ms)
  }
  assert.equal(drawn, [1000, 1100, 1200, 1300, 1400, 1500])
  assert.is(out.written[0], '\rtext\x1b[K')
})

test('the text is not even made when it is not drawn', () => {
  const time = clock()
  const line = new ProgressLine(stream(true), true, time.now)
  line.update(never)
  const off = new ProgressLine(stream(false), false, time.now)
  off.update(never)
  time.ms = 5000
  off.update(never)
})

test('a line never wraps', () => {
  const [out, time] = [stream(true, 20), clock()]
  const line = new ProgressLine(out, true, time.now)
  line.update(() => '')
  time.ms = 2000
  line.update(() => 'x'.repeat(50))
  assert.is(out.written[0], `\r${'x'.repeat(19)}\x1b[K`)
  out.columns = 0 // some terminals do not know
  time.ms = 4000
  line.update(() => 'x'.repeat(50))
  assert.is(out.written[1], `\r${'x'.repeat(50)}\x1b[K`)
})

test('the line is cleared once, and only if there is one', () => {
  const [out, time] = [stream(true), clock()]
  const line = new ProgressLine(out, true, time.now)
  line.clear()
  assert.equal(out.written, [])
  line.update(() => 'a')
  time.ms = 2000
  line.update(() => 'a')
  line.clear()
  line.clear()
  assert.equal(out.written, ['\ra\x1b[K', '\r\x1b[K'])
})

test('results go to standard output, words about them to standard error', () => {
  const [out, err] = [stream(false), stream(false)]
  const terminal = new Terminal(out, err, {})
  terminal.print('result')
  terminal.print()
  terminal.note('note')
  terminal.fail('it broke')
  terminal.progress.update(() => 'never')
  assert.equal(out.written, ['result\n', '\n'])
  assert.equal(err.written, ['note\n', 'error: it broke\n'])
})

test('FORCE_COLOR before NO_COLOR before what the stream is', () => {
  const [screen, pipe] = [stream(true), stream(false)]
  assert.is(wantsColour(screen, {}), true)
  assert.is(wantsColour(pipe, {}), false)
  assert.is(wantsColour(screen, { NO_COLOR: '1' }), false)
  assert.is(wantsColour(screen, { NO_COLOR: '' }), true)
  assert.is(wantsColour(pipe, { FORCE_COLOR: '1' }), true)
  assert.is(wantsColour(pipe, { FORCE_COLOR: '1', NO_COLOR: '1' }), true)
  assert.is(wantsColour(screen, { FORCE_COLOR: '0' }), false)
  assert.is(wantsColour(screen, { TERM: 'dumb' }), false)
  assert.is(isScreen(screen, { TERM: 'dumb' }), false)
  assert.is(isScreen(screen, { NO_COLOR: '1' }), true)
})

test('colours are written where they are wanted and nowhere else', () => {
  const err = stream(false)
  new Terminal(stream(false), err, { FORCE_COLOR: '1' }).fail('x')
  assert.is(err.written[0], '\x1b[31merror:\x1b[39m x\n')
  assert.is(new Terminal(stream(false), err, {}).style('bold', 'x'), 'x')
  assert.is(new Terminal(stream(true), err, {}).style('bold', 'x'), '\x1b[1mx\x1b[22m')
})

test('a bar is full at the end and not before', () => {
  assert.is(bar(0, 4), '░░░░')
  assert.is(bar(0.5, 4), '██░░')
  assert.is(bar(0.99, 4), '███░')
  assert.is(bar(1, 4), '████')
})

test('the meter knows the rate of training alone, the share in time and the time left', () => {
  const time = clock()
  const meter = new TrainingMeter(1000, 500, 0, time.now)
  const at = (phase: 'train' | 'evaluate', pass: number, done: number, ms: number, total = 1000) => {
    time.ms = ms
    const progress = { phase, pass, passes: 2, done, total, steps: 0 }
    meter.observe(progress)
    return meter.text(progress)
  }
  // 1000 digits in 100 ms; a pass of 171.78 + 1.5 · 63.66 parts, 64% of them training, so 32% of two passes
  assert.match(
    at('train', 1, 1000, 100),
    /^pass 1\/2 █{7}░{17} {3}32% {2}10,000 digits\/s {2}about 1 s left$/,
  )
  assert.match(at('evaluate', 1, 1000, 150), / 44% {2}10,000 digits\/s {2}about 1 s left$/)
  // evaluation takes time, but not from the rate
  assert.match(at('evaluate', 1, 500, 200, 500), / 50% {2}10,000 digits\/s {2}about 1 s left$/)
  assert.match(at('train', 2, 1000, 400), / 82% {2}6,667 digits\/s/)
  assert.match(at('evaluate', 2, 500, 500, 500), /100% {2}6,667 digits\/s {2}about 0 s left$/)
})

test.run()
