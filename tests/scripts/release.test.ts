/** What a release refuses. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { bitsProblems, fieldsOf, identityProblems, versionProblems } from '../../scripts/release/checks.js'

const test = suite('release')
const root = fileURLToPath(new URL('../..', import.meta.url))
const repository = 'https://github.com/owner/lenet1989'

test('the fields that a maintainer’s repository gives', () => {
  assert.equal(fieldsOf({ repository }), {
    repository: { type: 'git', url: `git+${repository}.git` },
    homepage: `${repository}#readme`,
    bugs: { url: `${repository}/issues` },
  })
  assert.equal(identityProblems({ repository }), [])
  for (const wrong of ['', 'owner/name', `${repository}.git`, 'http://github.com/owner/name'])
    assert.is(identityProblems({ repository: wrong }).length, 1, wrong)
})

test('one version everywhere, with its date in the changelog', () => {
  const changelog = '# Changelog\n\n## [1.2.0] - 2026-11-26\n\n### Added\n'
  assert.equal(versionProblems('1.2.0', '1.2.0', changelog), [])
  assert.match(versionProblems('1.2.0', '1.1.0', changelog).join(), 'version.ts has 1.1.0')
  assert.match(versionProblems('1.3.0', '1.3.0', changelog).join(), 'expected "## [1.3.0] - YYYY-MM-DD"')
  assert.match(versionProblems('1.2.0', '1.2.0', '## [Unreleased]\n').join(), 'begins with "## [Unreleased]"')
})

test('other bits are at least a minor version, and told in the changelog', () => {
  const told = '## [1.2.0] - 2026-11-26\n\n### Bits\n\n## [1.1.0] - 2026-11-01\n'
  const untold = '## [1.2.0] - 2026-11-26\n\n## [1.1.0] - 2026-11-01\n\n### Bits\n'
  assert.equal(bitsProblems(true, '1.2.0', told), [])
  assert.equal(bitsProblems(false, '1.2.1', untold), [])
  assert.match(bitsProblems(true, '1.2.0', untold).join(), 'needs a section Bits')
  assert.match(bitsProblems(true, '1.2.1', told).join(), '1.2.1 is a patch')
})

test('a dry run says what is not ready, and publishes nothing', () => {
  const { status, stderr } = spawnSync(
    process.execPath,
    ['node_modules/tsx/dist/cli.mjs', 'scripts/release/main.ts', '--quick', '--publish'],
    { cwd: root, encoding: 'utf8' },
  )
  assert.is(status, 1)
  assert.match(stderr, /not ready: --quick leaves the tests and the matrix out/)
  assert.match(stderr, /npm notice .*dry-run/i)
  const { repository } = JSON.parse(readFileSync(`${root}/scripts/release/identity.json`, 'utf8'))
  if (repository === '') assert.match(stderr, /not ready: .*identity\.json: repository is ""/)
})
test.run()
