/** What the build makes again, and what it leaves when a step fails. */
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { buildModules, staleTargets } from '../../scripts/build/modules.js'
import { targets } from '../../scripts/build/targets.js'
import { inFolder } from '../support/folder.js'

const root = fileURLToPath(new URL('../../', import.meta.url)).replace(/\/$/, '')

/** The sources of the modules, and what the last build made of them. */
const PARTS = ['assembly', 'asconfig.json', 'package-lock.json', 'build', 'src/wasm']

const inCopy = (body: (copy: string) => void): Promise<void> =>
  inFolder(async (copy) => {
    for (const part of PARTS) cpSync(join(root, part), join(copy, part), { recursive: true })
    body(copy)
  })

const editJson = (file: string, edit: (json: Record<string, never>) => void): void => {
  const json = JSON.parse(readFileSync(file, 'utf8'))
  edit(json)
  writeFileSync(file, JSON.stringify(json))
}

/** What was changed → the modules that are stale by it. */
const changes: Record<string, { readonly change: (copy: string) => void; readonly stale: string[] }> = {
  nothing: { change: () => {}, stale: [] },
  'an int16 kernel': {
    change: (copy) => appendFileSync(join(copy, 'assembly/int16/conv1.ts'), '//\n'),
    stale: ['int16', 'int16-checked'],
  },
  'a kernel of the classifier': {
    change: (copy) => appendFileSync(join(copy, 'assembly/classifier/conv.ts'), '//\n'),
    stale: ['classifier', 'read', 'read-training', 'read-checked'],
  },
  'a float32 kernel': {
    change: (copy) => appendFileSync(join(copy, 'assembly/float32/conv1.ts'), '//\n'),
    stale: ['lenet1989', 'full', 'relaxed', 'testing', 'testing-checked', 'classifier-training'],
  },
  'a file that nothing imports': {
    change: (copy) => writeFileSync(join(copy, 'assembly/int16/new.ts'), '//\n'),
    stale: [],
  },
  'a file that is gone': {
    change: (copy) => rmSync(join(copy, 'assembly/int16/table.ts')),
    stale: ['int16', 'int16-checked'],
  },
  'options of one target': {
    change: (copy) =>
      editJson(join(copy, 'asconfig.json'), ({ targets }) => {
        ;(targets as Record<string, Record<string, number>>).relaxed!.shrinkLevel = 1
      }),
    stale: ['relaxed'],
  },
  'the version of the compiler': {
    change: (copy) =>
      editJson(join(copy, 'package-lock.json'), ({ packages }) => {
        ;(packages as Record<string, { version: string }>)['node_modules/assemblyscript']!.version = '9.9.9'
      }),
    stale: Object.keys(targets),
  },
  'a compiled module': {
    change: (copy) => writeFileSync(join(copy, 'build/testing.wasm'), 'half'),
    stale: ['testing'],
  },
  'a generated module': {
    change: (copy) => rmSync(join(copy, 'src/wasm/int16.wasm.ts')),
    stale: ['int16'],
  },
}

for (const [name, { change, stale }] of Object.entries(changes))
  test(`changed: ${name} → stale: ${stale.length > 0 ? stale.join(', ') : 'nothing'}`, () =>
    inCopy((copy) => {
      change(copy)
      assert.equal(staleTargets(copy, targets), stale)
    }))

test('two modules that share a file, compiled side by side; one that does not compile leaves no stamp, the other stays', () =>
  inFolder(async (copy) => {
    mkdirSync(join(copy, 'assembly/shared'), { recursive: true })
    const write = (name: string, text: string) => writeFileSync(join(copy, 'assembly', `${name}.ts`), text)
    const module = (by: string) =>
      `import { one } from './shared'\nexport function f(): i32 { return ${by} }\n`
    cpSync(join(root, 'package-lock.json'), join(copy, 'package-lock.json'))
    writeFileSync(
      join(copy, 'asconfig.json'),
      JSON.stringify({
        options: { runtime: 'stub' },
        targets: { a: { outFile: 'build/a.wasm' }, b: { outFile: 'build/b.wasm' } },
      }),
    )
    write('shared/index', 'export const one: i32 = 1\n')
    write('a', module('one'))
    write('b', module('one + one'))
    const table = { a: { entry: 'assembly/a.ts' }, b: { entry: 'assembly/b.ts', inline: 'src/b.wasm.ts' } }
    const build = async () => {
      const built = buildModules(copy, table, 2)
      const ends = await Promise.allSettled(built.values())
      return [...built.keys()].map((name, index) => `${name} ${ends[index]!.status}`)
    }
    const answer = async (name: string) => {
      const { instance } = await WebAssembly.instantiate(readFileSync(join(copy, `build/${name}.wasm`)))
      return (instance.exports.f as () => number)()
    }

    assert.equal(await build(), ['a fulfilled', 'b fulfilled'])
    assert.equal([await answer('a'), await answer('b')], [1, 2])
    assert.equal(await build(), [])

    // shared.ts is found before shared/index.ts
    write('shared', 'export const one: i32 = 10\n')
    assert.equal(staleTargets(copy, table), ['a', 'b'])
    write('b', module('two'))
    assert.equal(await build(), ['a fulfilled', 'b rejected'])
    assert.equal(await answer('a'), 10)
    assert.not(existsSync(join(copy, 'build/b.stamp')))
    assert.equal(await build(), ['b rejected'])

    write('b', module('one + one'))
    assert.equal(await build(), ['b fulfilled'])
    assert.equal(await answer('b'), 20)
    assert.equal(
      readdirSync(join(copy, 'build')).filter((file) => file.endsWith('.part')),
      [],
    )
  }))

test.run()
