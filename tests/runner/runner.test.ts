/** The test runner on small fixtures: everything that uvu alone would let pass must fail here. */
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

const runner = suite('runner')
const runScript = fileURLToPath(new URL('../run.ts', import.meta.url))
// Inside the project, so that the fixtures find uvu; a name with a dot, so that the outer runner passes them by.
const scratch = fileURLToPath(new URL('../.out/', import.meta.url))

interface Run {
  readonly code: number | null
  readonly text: string
  readonly lastLine: string
}

/** Writes the files into a fresh folder and runs the runner on it, with CI set to `ci` if given. */
function run(files: Record<string, string>, args: string[] = [], ci?: string): Promise<Run> {
  mkdirSync(scratch, { recursive: true })
  const root = mkdtempSync(join(scratch, 'runner-'))
  for (const [name, source] of Object.entries(files)) {
    mkdirSync(join(root, name, '..'), { recursive: true })
    writeFileSync(join(root, name), source)
  }
  const { CI: _, ...rest } = process.env
  const env = ci === undefined ? rest : { ...rest, CI: ci }
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--import', 'tsx', runScript, '--root', root, ...args], { env })
    let text = ''
    child.stdout.on('data', (chunk) => {
      text += chunk
    })
    child.stderr.on('data', (chunk) => {
      text += chunk
    })
    child.on('close', (code) => {
      rmSync(root, { recursive: true })
      resolve({ code, text, lastLine: text.trimEnd().split('\n').at(-1) ?? '' })
    })
  })
}

const head = `import { suite, test } from 'uvu'\nimport * as assert from 'uvu/assert'\n`
const ok = `${head}
const one = suite('one')
one('adds', () => assert.is(1 + 1, 2))
one('prints', () => console.log('max difference 3e-8'))
one.run()
test('plain', () => {})
test.run()
`

runner('passes a good file and shows what its tests print, without dots', async () => {
  const { code, text, lastLine } = await run({ 'ok.test.ts': ok, 'notes.md': '', 'other.ts': 'throw 1' })
  assert.is(code, 0, text)
  assert.is(lastLine, '3 passed, 0 failed')
  assert.match(text, /^✔ ok\.test\.ts: 3 passed/m)
  assert.match(text, /^ {4}max difference 3e-8$/m)
  assert.not.match(text, '•')
  assert.not.match(text, 'Total')
})

runner('counts a failed assertion and shows the file’s output', async () => {
  const bad = `${head}
test('good', () => {})
test('bad', () => assert.is(1, 2, 'one is not two'))
test.run()`
  const { code, text, lastLine } = await run({ 'a/bad.test.ts': bad, 'ok.test.ts': ok })
  assert.is(code, 1)
  assert.is(lastLine, '4 passed, 1 failed')
  assert.match(text, 'Failed: a/bad.test.ts')
  assert.match(text, 'one is not two')
})

runner('counts skipped tests and names them', async () => {
  const skipping = `${head}
test('runs', () => {})
test.skip('needs a thing that is not here', () => {})
test.run()`
  const { code, text, lastLine } = await run({ 'skip.test.ts': skipping })
  assert.is(code, 0, text)
  assert.is(lastLine, '1 passed, 0 failed, 1 skipped')
  assert.match(text, 'skipped: needs a thing that is not here')
})

/** Files in which nothing may pass for good: [what, source, text that the report must contain]. */
const traps: [string, string, string | RegExp][] = [
  ['a string thrown', `test('t', () => { throw 'a string' })\ntest.run()`, /not an Error: 'a string'/],
  ['undefined rejected', `test('t', () => Promise.reject())\ntest.run()`, /not an Error: undefined/],
  [
    'a failing before hook',
    `test.before(() => { throw new Error('no bed') })\ntest('t', () => {})\ntest.run()`,
    'no bed',
  ],
  [
    'a string from a before hook',
    `test.before(() => { throw 'no bed' })\ntest('t', () => {})\ntest.run()`,
    'no bed',
  ],
  [
    'a failing after hook',
    `test.after(() => { throw new Error('mess') })\ntest('t', () => {})\ntest.run()`,
    'mess',
  ],
  [
    'a failing after.each',
    `test.after.each(() => { throw new Error('mess') })\ntest('t', () => {})\ntest.run()`,
    'mess',
  ],
  ['no run()', `test('t', () => {})`, 'is `run()` missing?'],
  [
    'one run() of two',
    `const s = suite('s')\ns('u', () => {})\ntest('t', () => {})\ntest.run()`,
    'ran 1 and skipped 0 of 2',
  ],
  [
    'a second go',
    `test('t', () => {})\ntest.run()\nawait new Promise((r) => setTimeout(r, 200))\ntest('u', () => {})\ntest.run()`,
    '',
  ],
  ['no test', `test.run()`, 'registers no test'],
  ['an empty file', '', 'ended without a word'],
  [
    'process.exit(0) in a test',
    `test('t', () => process.exit(0))\ntest('u', () => {})\ntest.run()`,
    'exited with code 1',
  ],
  [
    'process.exit(0) before run()',
    `test('t', () => {})\nprocess.exit(0)\ntest.run()`,
    "ended without uvu's summary",
  ],
  ['a crash', `test('t', () => process.kill(process.pid, 'SIGKILL'))\ntest.run()`, 'was ended by SIGKILL'],
  ['a syntax error', `test('t', () => {`, 'exited with code 1'],
  ['a failing import', `import './missing.js'\ntest('t', () => {})\ntest.run()`, 'missing.js'],
  ['an unhandled rejection', `test('t', () => { Promise.reject(new Error('lost')) })\ntest.run()`, 'lost'],
  [
    'a rejection after the tests',
    `test('t', () => {})\ntest.run()\nsetTimeout(() => Promise.reject(new Error('late')), 300)`,
    'late',
  ],
  ['a promise that never settles', `test('t', () => new Promise(() => {}))\ntest.run()`, 'Exiting early'],
]

/** The report on all of them in one run, as `file: what the runner says of it`. */
const reports = new Map<string, string>()
runner.before(async () => {
  const files = traps.map(([, source], index) => [`trap${index}.test.ts`, head + source] as const)
  const { text } = await run(Object.fromEntries(files))
  for (const section of text.split(/^(?=[✔✘] )/m)) {
    const file = /^[✔✘] (\S+):/.exec(section)?.[1]
    if (file) reports.set(file, section)
  }
})

traps.forEach(([what, , message], index) => {
  runner(`fails on ${what}`, () => {
    const report = reports.get(`trap${index}.test.ts`) ?? 'no report'
    assert.match(report, /^✘ \S+ \d passed, [1-9] failed/)
    assert.match(report, message)
  })
})

runner('ends a file that runs for ever, with what it started', async () => {
  const endless = `${head}
import { spawn } from 'node:child_process'
test('t', () => {
  console.log('child ' + spawn('sleep', ['1000']).pid)
  return new Promise((resolve) => setTimeout(() => { for (;;) {} }, 10))
})
test.run()`
  const { code, text, lastLine } = await run({ 'endless.test.ts': endless }, ['--timeout', '3'])
  assert.is(code, 1)
  assert.is(lastLine, '0 passed, 1 failed')
  assert.match(text, 'was ended after 3 s')
  const child = Number(/child (\d+)/.exec(text)?.[1])
  assert.ok(child > 0)
  // Gone, or dead and not yet collected.
  assert.match(spawnSync('ps', ['-o', 'stat=', '-p', String(child)]).stdout.toString(), /^Z|^$/)
})

runner('does not wait for what a good file leaves running', async () => {
  const leaving = `${head}
import { spawn } from 'node:child_process'
test('t', () => { spawn('sleep', ['1000'], { stdio: 'inherit' }).unref() })
test.run()`
  const { code, text } = await run({ 'leaving.test.ts': leaving }, ['--timeout', '60'])
  assert.is(code, 0, text)
})

runner('fails on `only` where CI is set', async () => {
  const only = `${head}test('t', () => {})\ntest.only('u', () => {})\ntest.run()`
  const relaxed = await run({ 'only.test.ts': only })
  assert.is(relaxed.code, 0)
  assert.is(relaxed.lastLine, '1 passed, 0 failed, 1 skipped')
  const strict = await run({ 'only.test.ts': only }, [], 'true')
  assert.is(strict.code, 1)
  assert.is(strict.lastLine, '1 passed, 1 failed, 1 skipped')
})

runner('takes slow files with --slow only, and filters by path', async () => {
  const files = { 'slow/long.test.ts': ok, 'quick.test.ts': ok }
  assert.is((await run(files)).lastLine, '3 passed, 0 failed')
  assert.is((await run(files, ['--slow'])).lastLine, '6 passed, 0 failed')
  assert.is((await run(files, ['--slow', 'slow/'])).lastLine, '3 passed, 0 failed')
})

runner('fails when no file matches', async () => {
  const { code, text, lastLine } = await run({ 'ok.test.ts': ok }, ['nothing-like-it'])
  assert.is(code, 1)
  assert.is(lastLine, '0 passed, 0 failed')
  assert.match(text, 'No test file matches nothing-like-it')
})

runner.run()
