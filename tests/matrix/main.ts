/**
 * `npm run matrix`: packs the package, installs it into an app for each host, and has each do the same: a pass of `base`, the classifier, `data`, `formats`, a
 * worker. Writes docs/matrix.md with `--write`; exits 1 if a host gives another result, or fewer hosts than `--least` have run.
 *
 *     npm run matrix                          the quick half
 *     npm run matrix -- --all --write         every host; docs/matrix.md
 *     npm run matrix -- --only webkit,arm64   those whose name contains one of the words; with --write the other rows stay
 */
import { execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { loadRawMnist } from '../../src/node/index.js'
import { BASE_ONE_PASS_SHA256 } from '../expected.js'
import { idxFile } from '../support/idx-file.js'
import { places } from './browser.js'
import { fullHosts } from './full-hosts.js'
import { type Host, hosts } from './hosts.js'
import { type Cell, table } from './table.js'

const here = fileURLToPath(new URL('.', import.meta.url))
const root = join(here, '../..')

const { values } = parseArgs({
  options: {
    all: { type: 'boolean', default: false },
    only: { type: 'string' },
    write: { type: 'boolean', default: false },
    least: { type: 'string', default: '1' },
  },
})
const words = values.only?.toLowerCase().split(',')
const plain = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '')
const chosen = [...hosts, ...fullHosts].filter(({ name, quick }) =>
  words ? words.some((word) => plain(name).includes(plain(word))) : quick || values.all,
)

/** The folder with the tools of a half, where its apps are made, too, so that they find them. */
const halves = { quick: here, full: join(here, 'full/') }
const halfOf = ({ quick }: Host) => (quick ? 'quick' : 'full')
/** The tools run on Node's versions of their own: what they want of the one that runs this does not matter. */
const npm = (cwd: string, ...args: string[]) =>
  execFileSync(
    'npm',
    [...args, '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error', '--engine-strict=false'],
    { cwd, encoding: 'utf8' },
  )

const apps: string[] = []
process.on('exit', () => {
  for (const folder of apps) rmSync(folder, { recursive: true, force: true })
})

/** Whether npm has installed what the lockfile says. */
function isInstalled(folder: string): boolean {
  const written = (file: string) => statSync(join(folder, file), { throwIfNoEntry: false })?.mtimeMs ?? 0
  return written('node_modules/.package-lock.json') >= written('package-lock.json')
}

/** Installs a half's tools, and the tarball for its apps. */
function prepare(half: keyof typeof halves, tarball: string): string {
  if (!isInstalled(halves[half])) npm(halves[half], 'ci')
  const folder = mkdtempSync(join(halves[half], '.apps-'))
  apps.push(folder)
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }')
  npm(folder, 'install', '--no-package-lock', tarball)
  return folder
}

/** The digits of one pass, as files: those that `loadMnist` chooses, in its order. */
async function writeDigits(folder: string): Promise<void> {
  const { train } = await loadRawMnist({ train: 7291, test: 2007, seed: 1337 })
  mkdirSync(folder)
  writeFileSync(join(folder, 'images'), idxFile([train.labels.length, 28, 28], train.images))
  writeFileSync(join(folder, 'labels'), idxFile([train.labels.length], train.labels))
}

const started = Date.now()
const packed = mkdtempSync(join(here, '.apps-'))
apps.push(packed)
const [{ filename }] = JSON.parse(npm(root, 'pack', '--json', '--pack-destination', packed))
const folders = new Map<string, string>()
// what the full half runs on is in the quick one
if (!isInstalled(halves.quick)) npm(halves.quick, 'ci')
for (const half of new Set(chosen.map(halfOf))) folders.set(half, prepare(half, join(packed, filename)))
await writeDigits(join(packed, 'digits'))
places.digits = `${join(packed, 'digits')}/`
places.library = `${join([...folders.values()][0]!, 'node_modules/lenet1989')}/`

/** What all must come to, besides the digest of the weights: what the first that ran gave. */
let common: Record<string, string> | undefined

function judge(result: string): string {
  let found: Record<string, string>
  try {
    found = JSON.parse(result)
  } catch {
    throw new Error(result)
  }
  if (found.failed) throw new Error(found.failed)
  common ??= found
  if (found.base !== BASE_ONE_PASS_SHA256) throw new Error(`other weights: ${found.base}`)
  if (found.classifier !== common.classifier || found.formats !== common.formats)
    throw new Error(`other answers: ${found.classifier}, ${found.formats}`)
  if (found.worker === undefined) return 'works'
  if (found.worker !== BASE_ONE_PASS_SHA256) throw new Error(`other weights from the worker: ${found.worker}`)
  return 'works, with a worker'
}

async function tryHost(host: Host): Promise<Cell> {
  const app = join(folders.get(halfOf(host))!, plain(host.name))
  rmSync(app, { recursive: true, force: true })
  cpSync(join(here, 'app'), app, { recursive: true })
  writeFileSync(join(app, 'package.json'), '{ "private": true, "type": "module" }')
  cpSync(join(packed, 'digits'), join(app, 'digits'), { recursive: true })
  try {
    const { result, ...outcome } = await host.attempt(app)
    return { name: host.name, ...outcome, verdict: judge(result), state: 'works' }
  } catch (error) {
    const message = String((error as Error).message ?? error).replace(/\s+/g, ' ')
    return {
      name: host.name,
      version: '',
      verdict: message,
      state: message.startsWith('not had') ? 'not had' : 'fails',
    }
  }
}

const cells: Cell[] = []
for (const host of chosen) {
  let cell = await tryHost(host)
  if (cell.state === 'fails') {
    // a busy machine keeps a browser or a port waiting: what fails twice fails
    console.log(`${cell.name}, first attempt: ${cell.verdict}`)
    cell = await tryHost(host)
  }
  console.log(`${cell.name} ${cell.version}: ${cell.verdict}`)
  cells.push(cell)
}

const count = (state: Cell['state']) => cells.filter((cell) => cell.state === state).length
const seconds = Math.round((Date.now() - started) / 1000)
console.log(`${count('works')} work, ${count('fails')} fail, ${count('not had')} not had, in ${seconds} s`)
const page = join(root, 'docs/matrix.md')
if (values.write) {
  const before = existsSync(page) && !values.all ? readFileSync(page, 'utf8') : ''
  writeFileSync(page, table(cells, before))
  execFileSync('npx', ['biome', 'check', '--write', 'docs/matrix.md'], { cwd: root })
}
if (count('fails') > 0 || count('works') < Number(values.least)) process.exitCode = 1
// tools may have left something running
process.exit()
