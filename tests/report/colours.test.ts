/** The report's colours, as readers see them who lack a kind of cone; measured, not looked at. */
import { readFileSync } from 'node:fs'
import {
  type Color,
  differenceCiede2000,
  filterDeficiencyDeuter,
  filterDeficiencyProt,
  parse,
  wcagContrast,
} from 'culori'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { dash, page, palette, signs } from '../../src/report/colours.js'

const test = suite('report colours')

/** Machado, Oliveira and Fernandes 2009, at full severity. */
const eyes: Record<string, (colour: Color) => Color> = {
  'normal sight': (colour) => colour,
  protanopia: filterDeficiencyProt(1),
  deuteranopia: filterDeficiencyDeuter(1),
}
const difference = differenceCiede2000()

for (const [i, scheme] of (['light', 'dark'] as const).entries()) {
  const recipes = palette.map((pair) => pair[i]!)
  const [more, less] = [signs.more[i]!, signs.less[i]!]
  for (const [name, see] of Object.entries(eyes)) {
    const apart = (a: string, b: string) => difference(see(parse(a)!), see(parse(b)!))

    test(`${scheme}, ${name}: any two recipes differ by 15 or more (CIEDE2000)`, () => {
      let least = Number.POSITIVE_INFINITY
      for (const [k, a] of recipes.entries())
        for (const b of recipes.slice(0, k)) least = Math.min(least, apart(a, b))
      console.log(`  ${least.toFixed(1)}`)
      assert.ok(least >= 15)
    })
    test(`${scheme}, ${name}: the two signs differ by 25 or more`, () => {
      console.log(`  ${apart(more, less).toFixed(1)}`)
      assert.ok(apart(more, less) >= 25)
    })
  }
  test(`${scheme}: lines have a contrast of 3 to the page, texts of 4.5`, () => {
    const paper = page.paper[i]!
    for (const colour of recipes) assert.ok(wcagContrast(colour, paper) >= 3, colour)
    for (const colour of [page.ink[i]!, page.quiet[i]!, more, less])
      assert.ok(wcagContrast(colour, paper) >= 4.5, colour)
  })
}

test('no two of the first 49 lines have both the same colour and the same dash', () => {
  const looks = Array.from({ length: 49 }, (_, i) => `${i % palette.length} ${dash(i)}`)
  assert.is(new Set(looks).size, 49)
})

test('a sign has the colours that it has on the demo page', () => {
  const tokens = readFileSync(new URL('../../demo/src/style/tokens.css', import.meta.url), 'utf8')
  const values = (name: string) =>
    [...tokens.matchAll(new RegExp(`--${name}: (#[0-9a-f]{6})`, 'g'))].map(([, value]) => value)
  assert.equal(values('positive').slice(0, 2), [...signs.more])
  assert.equal(values('negative').slice(0, 2), [...signs.less])
})

test.run()
