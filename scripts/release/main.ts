/**
 * A release: `tsx scripts/release/main.ts` checks everything and shows what would be published; with `--publish`, in CI, it publishes with provenance if all of it
 * holds. Nothing is written to the working tree.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { VERSION } from '../../src/model/version.js'
import { bitsProblems, fieldsOf, type Identity, identityProblems, versionProblems } from './checks.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const { values } = parseArgs({
  options: { publish: { type: 'boolean', default: false }, quick: { type: 'boolean', default: false } },
})
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const git = (...args: string[]) => spawnSync('git', args, { cwd: root, encoding: 'utf8' })

const identity: Identity = JSON.parse(read('scripts/release/identity.json'))
const { version } = JSON.parse(read('package.json'))
const changelog = read('CHANGELOG.md')
const lastTag = git('describe', '--tags', '--abbrev=0', '--match', 'v*').stdout.trim()
const bitsChanged = lastTag !== '' && git('diff', '--quiet', lastTag, '--', 'tests/expected.ts').status !== 0

const problems = [
  ...identityProblems(identity),
  ...versionProblems(version, VERSION, changelog),
  ...bitsProblems(bitsChanged, version, changelog),
]
if (git('status', '--porcelain').stdout.trim() !== '')
  problems.push('the working tree has changes: commit them first')

/** Runs a command whose failure is a problem. */
function must(what: string, command: string, ...args: string[]): void {
  console.log(`${what} …`)
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' })
  if (status !== 0) problems.push(`${what}: ${[command, ...args].join(' ')} has failed`)
}

must('build', 'npm', 'run', '--silent', 'build')
must('sizes', 'npx', 'tsx', 'scripts/size.ts')
if (!values.quick) {
  must('tarball: files, entries, types, links, examples', 'npx', 'tsx', 'tests/run.ts', 'package/')
  must('expected bits', 'npx', 'tsx', 'tests/run.ts', 'browser/', 'runtimes/')
  must('matrix', 'npx', 'tsx', 'tests/matrix/main.ts', '--least', '15')
} else problems.push('--quick leaves the tests and the matrix out: enough to look, not to publish')

/** The package with the maintainer's fields, as npm would pack it. */
const stage = mkdtempSync(join(tmpdir(), 'lenet1989-release-'))
process.on('exit', () => rmSync(stage, { recursive: true, force: true }))
const [{ filename }] = JSON.parse(
  execFileSync('npm', ['pack', '--json', '--pack-destination', stage], { cwd: root, encoding: 'utf8' }),
)
execFileSync('tar', ['xzf', filename], { cwd: stage })
const folder = join(stage, 'package')
const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...manifest, ...fieldsOf(identity) }, null, 2))

for (const problem of problems) console.error(`not ready: ${problem}`)
const publish = values.publish && problems.length === 0
const how = publish ? ['--provenance', '--access', 'public'] : ['--dry-run']
const { status } = spawnSync('npm', ['publish', ...how], { cwd: folder, stdio: 'inherit' })
process.exitCode = problems.length > 0 ? 1 : (status ?? 1)
