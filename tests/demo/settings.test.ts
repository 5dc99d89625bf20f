/** The page's settings: in its address, in its form's fields, and as what Node would be told. */

import { Network, type RecipeName, recipes } from 'lenet1989'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import * as clock from '../../demo/src/page/clock.js'
import {
  defaults,
  fromAddress,
  fromConfig,
  inNode,
  readNumber,
  recipeTexts,
  toAddress,
  toConfig,
} from '../../demo/src/train/settings.js'

const settings = suite('demo settings')
const names = Object.keys(recipes) as RecipeName[]

settings(
  'every recipe has a name and a note, and its defaults are the recipe with the notebook’s seed',
  async () => {
    assert.equal(Object.keys(recipeTexts), names)
    for (const name of names) {
      const config = toConfig(defaults(name))
      assert.equal(config, { ...recipes[name], seed: 1337 })
      assert.equal((await Network.create(config)).config, config)
    }
  },
)

settings('an address says the recipe and what differs from it, and is read back the same', () => {
  assert.is(toAddress(defaults('modern')), '#recipe=modern')
  const mine = { ...defaults('modern'), seed: 7, dropout: 0.35, lr: 0.0005, passes: 3 }
  assert.is(toAddress(mine), '#recipe=modern&seed=7&lr=0.0005&dropout=0.35&passes=3')
  assert.equal(fromAddress(toAddress(mine)), { settings: mine, wrong: [] })
  for (const name of names) assert.equal(fromAddress(toAddress(defaults(name))).settings, defaults(name))
  assert.equal(fromAddress(''), { settings: defaults('base'), wrong: [] })
})

settings('what an address says wrongly is as usual, and named', () => {
  const { settings, wrong } = fromAddress('#recipe=toString&seed=-1&lr=0.1&passes=1e9&dropout=x')
  assert.equal(settings, { ...defaults('base'), lr: 0.1 })
  assert.is(wrong.length, 4)
  assert.match(wrong[0], /toString/)
  assert.match(wrong.join(' '), /Seed: a whole number from 0 to 4294967295\. Dropout: .* Passes: /)
})

settings('numbers are read as people type them', () => {
  assert.is(readNumber('lr', ' 3e-4 '), 3e-4)
  assert.is(readNumber('lr', '0,03'), 0.03)
  assert.is(readNumber('dropout', '.25'), 0.25)
  for (const [name, text] of [
    ['lr', '0'],
    ['lr', ''],
    ['lr', '0x10'],
    ['lr', 'Infinity'],
    ['seed', '1.5'],
    ['seed', '4294967296'],
    ['dropout', '1'],
    ['passes', '0'],
  ] as const) {
    assert.type(readNumber(name, text), 'string', `${name} ${text}`)
  }
})

settings('a configuration is recognised, one that no settings make is not', () => {
  const mine = { ...defaults('adam'), seed: 3, passes: 2 }
  assert.equal(fromConfig(toConfig(mine)), mine)
  assert.is(fromConfig({ ...recipes.base, batchSize: 8, seed: 1 }), undefined)
})

settings('what Node is told', () => {
  assert.is(inNode(defaults('base')), 'npx lenet1989 train --recipe base')
  assert.is(
    inNode({ ...defaults('modern'), seed: 7, lr: 0.001, passes: 3 }),
    'npx lenet1989 train --recipe modern --seed 7 --lr 0.001 --passes 3',
  )
  assert.is(
    inNode({ ...defaults('base'), dropout: 0.2, seed: 7 }),
    'Network.create({ ...recipes.base, dropout: 0.2, seed: 7 })',
  )
})

settings('the clocks', () => {
  assert.is(clock.then(0), '0 min')
  assert.is(clock.then(23 * 7291), '3 days')
  assert.is(clock.then(7291), '3 h 07 min')
  assert.is(clock.then(10 * 7291), '1 d 07 h')
  assert.is(clock.now(2314), '2.31 s')
  assert.is(clock.now(64_000), '1 min 04 s')
  assert.is(clock.times(23 * 7291, 2000), '130,000 times as fast')
})

settings.run()
