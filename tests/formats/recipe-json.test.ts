import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseRecipe } from '../../src/formats/recipe-json.js'
import { laterFields, recipes } from '../../src/model/recipes.js'
import { refuses } from '../support/refusal.js'

const test = suite('recipes as files')

test('a file with every field is that recipe', () => {
  for (const recipe of Object.values(recipes)) assert.equal(parseRecipe(JSON.stringify(recipe), 'x'), recipe)
})

test('a file that extends a recipe changes the fields it has', () => {
  assert.equal(parseRecipe('{ "extends": "modern", "dropout": 0.35, "betas": [0.8, 0.99] }', 'x'), {
    ...recipes.modern,
    dropout: 0.35,
    betas: [0.8, 0.99],
  })
  assert.equal(parseRecipe('\uFEFF{"extends":"base"}\r\n', 'x'), recipes.base)
})

/** Text of a file, and what is said about it. */
const wrong: readonly (readonly [string, RegExp])[] = [
  ['', /my\.json: not valid JSON: /],
  ['{ "extends": "base",\n  lr: 1 }', /my\.json: not valid JSON: [^\n]*$/],
  ['[]', /my\.json: expected an object with the fields of a recipe/],
  ['null', /expected an object/],
  ['"base"', /expected an object/],
  ['{}', /my\.json: field activation is missing; give every field, or begin with "extends": "base"/],
  ['{ "extends": "nodern" }', /my\.json: extends is "nodern", expected base, crossEntropy, adam/],
  ['{ "extends": "__proto__" }', /extends is "__proto__"/],
  ['{ "extends": "toString" }', /extends is "toString"/],
  ['{ "extends": null }', /extends is null/],
  ['{ "extends": ["base"] }', /extends is \["base"\]/],
  [
    '{ "extends": "base", "lrate": 1 }',
    /my\.json: unknown field "lrate"; expected extends, activation, .*, lr,/,
  ],
  ['{ "extends": "base", "seed": 1 }', /unknown field "seed"/],
  ['{ "extends": "base", "__proto__": { "lr": 1 } }', /unknown field "__proto__"/],
  ['{ "extends": "base", "constructor": 1 }', /unknown field "constructor"/],
  ['{ "__proto__": { "extends": "base" } }', /unknown field "__proto__"/],
  ['{ "extends": "base", "lr": 1, "lr": 2 }', /not valid JSON: key "lr" is repeated/],
  ['{ "extends": "base", "lr": 1, "l\\u0072": 2 }', /key "lr" is repeated/],
  ['{ "extends": "base", "lr": "0.1" }', /my\.json: lr is "0\.1", expected a learning rate above 0/],
  ['{ "extends": "base", "lr": null }', /lr is null/],
  ['{ "extends": "base", "lr": 1e999 }', /lr is Infinity/],
  ['{ "extends": "base", "passes": 1.5 }', /passes is 1\.5, expected a whole number of passes/],
  ['{ "extends": "base", "activation": "gelu" }', /activation is "gelu", expected "tanh", "scaledTanh"/],
  ['{ "extends": "base", "betas": [0.9] }', /betas is \[0\.9\], expected two numbers/],
  ['{ "extends": "base", "roll": true }', /roll is true, expected 0, 1/],
  ['{ "extends": "base", "warmupSteps": 5 }', /my\.json: warmupSteps 5 needs schedule "cosine"/],
]

for (const [text, message] of wrong) {
  test(`refused: ${JSON.stringify(text)}`, async () => {
    await refuses(() => parseRecipe(text, 'my.json'), 'ERR_CONFIG', message)
  })
}

test('a field left out of a whole recipe is named, whichever it is, but for those that came later', async () => {
  for (const field of Object.keys(recipes.base)) {
    if (Object.hasOwn(laterFields, field)) continue
    const text = JSON.stringify({ ...recipes.base, [field]: undefined })
    await refuses(() => parseRecipe(text, 'x'), 'ERR_CONFIG', new RegExp(`^x: field ${field} is missing`))
  }
})

test.run()
