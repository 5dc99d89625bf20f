/** Pictures and tables in README and docs are those that the bits as they are have made; the check notices where they are not. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { bitsNow } from '../../scripts/figures/bits.js'
import { readSection } from '../../scripts/figures/section.js'
import { readStamps, staleFigures } from '../../scripts/figures/stamp.js'
import { type Figure, figures } from '../../scripts/figures/table.js'
import * as expected from '../expected.js'

const test = suite('figures')
const root = join(import.meta.dirname, '../..')
const now = bitsNow()
const stamps = readStamps()

test('every value of tests/expected.ts is known, and each figure depends on known ones', () => {
  for (const [name, value] of Object.entries(expected)) assert.is(now[name], value)
  for (const { bits } of Object.values<Figure>(figures))
    for (const name of bits) assert.match(now[name] ?? '', /^[0-9a-f]{64}$/)
})

test('no picture or table is older than the bits', () => assert.equal(staleFigures(), []))

test('other bits are noticed, with what to run', () => {
  const stale = staleFigures({ ...now, BASE_ONE_PASS_SHA256: '0'.repeat(64) })
  const concerned = (digest: Figure['bits'][number]) =>
    Object.values<Figure>(figures).filter(({ bits }) => bits.includes(digest)).length
  assert.is(stale.length, concerned('BASE_ONE_PASS_SHA256'))
  assert.match(
    stale[0]!,
    /README\.md#ladder, README\.md#steps: made with BASE_ONE_PASS_SHA256 \w{12}, which is 000000000000 now; npm run figures -- ladder$/,
  )
  assert.is(staleFigures({ ...now, classifier: '' }).length, concerned('classifier'))
})

test('a picture or table that its command has not made is noticed, as is one never stamped', () => {
  const { adapt } = stamps
  const files = { ...adapt!.files, 'docs/adapt.md#measured': '0'.repeat(64) }
  assert.equal(staleFigures(now, { ...stamps, adapt: { ...adapt!, files } }), [
    'docs/adapt.md#measured: not what its command made; npm run figures -- adapt',
  ])
  const { adapt: _, ...others } = stamps
  assert.match(staleFigures(now, others)[0]!, /docs\/adapt\.md#measured, .*: never stamped; npm run figures/)
})

test('every picture in README and docs has a row or depends on no bits', () => {
  const known = new Set(Object.values<Figure>(figures).flatMap(({ files }) => files))
  /** Drawn from the source, from times, or from measurements kept beside them. */
  const others = ['docs/imports.svg', 'bench/results/peers.svg', 'bench/results/growth.svg']
  for (const page of ['README.md', 'docs/model-card.md', 'docs/adapt.md', 'docs/architecture.md']) {
    const folder = page.includes('/') ? 'docs/' : ''
    for (const [, target] of readFileSync(join(root, page), 'utf8').matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)) {
      const file = `${folder}${target}`
      assert.ok(known.has(file) || others.includes(file), `${page}: ${file}`)
    }
  }
})

test('a section is the same however a formatter pads its table', () => {
  const section = readSection('docs/adapt.md', 'measured')
  assert.not.match(section, /\| | \||--/)
  assert.match(section, /^\|\|before\|after\|\|-\|-\|-\|/)
})

test.run()
