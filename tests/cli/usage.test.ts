/** How the command line answers: help, and one clear line for every slip. */
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { VERSION } from '../../src/model/version.js'
import { idxFolder, lines, run, scratch, TEST, TRAIN, zipcodeFolder } from '../support/cli.js'

const test = suite('command line: usage')
const folder = scratch()
const data = idxFolder(folder)
const commands = [
  'train',
  'evaluate',
  'predict',
  'recipes',
  'sweep',
  'worker',
  'reproduce',
  'gradcheck',
  'info',
]

/** Runs a command that must fail in one line, on standard error, without a stack. */
async function fails(args: string[], code: number, message: RegExp): Promise<void> {
  const result = await run(args)
  const shown = `lenet1989 ${args.join(' ')}: ${JSON.stringify(result)}`
  assert.is(result.code, code, shown)
  assert.is(result.stdout, '', shown)
  assert.is(lines(result.stderr).length, 1, shown)
  assert.match(result.stderr, message, shown)
  assert.match(result.stderr, /^error: \S/, shown)
}

test('every command has a help with a description, its options and examples', async () => {
  const help = await run(['--help'])
  assert.is(help.code, 0)
  assert.is(help.stderr, '')
  assert.match(help.stdout, /Examples:\n {2}\$ lenet1989 /)
  for (const command of commands) {
    assert.match(help.stdout, new RegExp(`^ {2}${command} `, 'm'))
    const own = await run([command, '--help'])
    assert.is(own.code, 0)
    assert.is(own.stderr, '')
    assert.match(own.stdout, new RegExp(`^Usage: lenet1989 ${command} `))
    assert.match(own.stdout, new RegExp(`Examples:\n {2}\\$ lenet1989 ${command}`))
    assert.equal(await run(['help', command]), own)
  }
})

test('the version is that of the package', async () => {
  assert.equal(await run(['--version']), { code: 0, stdout: `${VERSION}\n`, stderr: '' })
})

test('without a command the help goes to standard error, exit code 2', async () => {
  const { code, stdout, stderr } = await run([])
  assert.is(code, 2)
  assert.is(stdout, '')
  assert.match(stderr, /^Usage: lenet1989 /)
})

test('unknown commands, options and words: exit code 2, with a guess', async () => {
  await fails(['tain'], 2, /unknown command 'tain' \(Did you mean train\?\)/)
  await fails(['train', '--pases', '2'], 2, /unknown option '--pases' \(Did you mean --passes\?\)/)
  await fails(['train', 'modern'], 2, /too many arguments for 'train'/)
  await fails(['train', '--passes'], 2, /'--passes <n>' argument missing/)
  await fails(['evaluate'], 2, /missing required argument 'file'/)
})

test('counts that are negative, fractional or no numbers: exit code 2', async () => {
  for (const option of ['--train', '--test', '--passes']) {
    for (const value of ['-1', '0', '1.5', 'abc', '']) {
      await fails(
        ['train', option, value],
        2,
        new RegExp(`'${option} <n>' argument '${value}' is invalid. Expected a whole`),
      )
    }
  }
  await fails(['gradcheck', '--every', '0'], 2, /'--every <n>' argument '0' is invalid/)
})

test('rates and seeds out of range: exit code 2', async () => {
  for (const value of ['abc', '0', '-0.1', 'NaN', 'Infinity']) {
    await fails(
      ['train', '--lr', value],
      2,
      new RegExp(`'--lr <x>' argument '${value}' is invalid. Expected a number over 0`),
    )
  }
  await fails(['train', '--lr', '1e9'], 2, /lr is 1000000000, expected a learning rate/)
  await fails(['train', '--seed', '4294967296'], 2, /'--seed <n>' .* from 0 to 4294967295/)
  await fails(['train', '--data-seed', '-1'], 2, /'--data-seed <n>' .* from 0 to 4294967295/)
})

test('an unknown recipe: exit code 2, and which there are', async () => {
  await fails(
    ['train', '--recipe', 'modrn'],
    2,
    /argument 'modrn' is invalid. The recipes are base, crossEntropy, adam/,
  )
  await fails(['evaluate', 'x', '--recipe', ''], 2, /The recipes are base/)
})

test('more digits than exist: exit code 2, and how many there are', async () => {
  await fails(
    ['train', '--data', data, '--train', '301', '--test', '1'],
    2,
    new RegExp(`train: 301 .* ${TRAIN}`),
  )
  await fails(
    ['train', '--data', data, '--train', '1', '--test', '151'],
    2,
    new RegExp(`test: 151 .* ${TEST}`),
  )
  await fails(['train', '--data', zipcodeFolder(folder), '--train', '61'], 2, /train: 61 .* 60/)
  await fails(['train', '--train', '60001'], 2, /train: 60001 .* 60000/)
})

test('a folder that is not there, is no folder, or has no digits: exit code 1', async () => {
  await fails(
    ['train', '--data', join(folder, 'none')],
    1,
    /--data .*none: no such folder; expected mnist or/,
  )
  writeFileSync(join(folder, 'file'), '')
  await fails(['train', '--data', join(folder, 'file')], 1, /--data .*file: not a folder/)
  mkdirSync(join(folder, 'empty'))
  await fails(
    ['train', '--data', join(folder, 'empty')],
    1,
    /empty: train-images-idx3-ubyte .*not found there/,
  )
  mkdirSync(join(folder, 'half'))
  writeFileSync(join(folder, 'half/zip.train'), '')
  await fails(['train', '--data', join(folder, 'half')], 2, /zip.train: no digits/)
})

test('a --save that cannot be written is told before training, and nothing is left over', async () => {
  const train = ['train', '--data', data, '--train', '100', '--test', '100', '--save']
  await fails([...train, join(folder, 'none/x.safetensors')], 1, /--save .*: cannot write there: ENOENT/)
  await fails([...train, folder], 1, /--save .*: is a folder/)
  await fails([...train, '/dev/null'], 1, /--save \/dev\/null: is not a regular file/)
  await fails([...train, join(folder, 'file/x')], 1, /cannot write there: ENOTDIR/)
  const locked = join(folder, 'locked')
  mkdirSync(locked)
  chmodSync(locked, 0o500)
  // Root may write anywhere; whoever else runs the tests is refused.
  if (process.getuid?.() !== 0) await fails([...train, join(locked, 'x')], 1, /cannot write there: EACCES/)
  assert.not.ok(readdirSync(folder).some((name) => name.endsWith('.tmp')))
})

test('a file that is missing or is something else: exit code 1, and its name', async () => {
  for (const command of ['evaluate', 'info']) {
    await fails([command, join(folder, 'none')], 1, /none: ENOENT: no such file/)
    await fails([command, join(folder, 'file')], 1, /file: not a file of weights: neither safetensors, /)
    await fails([command, 'package.json'], 1, /package.json: JSON weights: tensors is undefined/)
  }
})

test('a folder is not a file of weights', async () => {
  await fails(['evaluate', folder], 1, /cannot read .*: EISDIR/)
  await fails(['info', folder], 1, /this folder holds no run\.json of a run/)
})

test('a message stays one line, whatever a name is made of', async () => {
  await fails(['info', 'a\nb\u001b[31mc'], 1, /a b\\x1b\[31mc/)
  await fails(['tr\nain\u001b[31m'], 2, /unknown command 'tr ain\\x1b\[31m'/)
})

test('a stack is shown on demand only', async () => {
  const args = ['info', join(folder, 'none')]
  const { stderr, code } = await run(args, { DEBUG: 'other,lenet1989' })
  assert.is(code, 1)
  assert.match(stderr, /^error: .*ENOENT.*\n(.*\n)*.*\bat .*\.js/)
  assert.match(stderr, /code: 'ERR_FILE'/)
  assert.is(lines((await run(args, { DEBUG: 'other' })).stderr).length, 1)
})

test('colour in messages only when forced, without a terminal', async () => {
  assert.ok((await run(['info', 'none'], { FORCE_COLOR: '1' })).stderr.startsWith('\x1b[31merror:\x1b[39m '))
  for (const env of [{}, { NO_COLOR: '1' }, { FORCE_COLOR: '0' }]) {
    assert.match((await run(['info', 'none'], env)).stderr, /^error: /)
  }
})

test('the built program is there', () => {
  assert.ok(existsSync(new URL('../../dist/cli/main.js', import.meta.url)), 'run `npm run build` first')
})

test.run()
