/** Weights as JSON: every float32 comes back, and text that is something else is refused. */
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { decodeJson, encodeJson } from '../../src/formats/json-weights.js'
import { checkConfig } from '../../src/model/config.js'
import { recipes } from '../../src/model/recipes.js'
import { type StateDict, stateBytes, stateShapes, tensorLength, tensorNames } from '../../src/model/state.js'
import { refuses } from '../support/refusal.js'

const test = suite('json weights')
const config = checkConfig({ ...recipes.modern, seed: 7 })
const zeros = () =>
  Object.fromEntries(tensorNames.map((name) => [name, new Float32Array(tensorLength(name))])) as StateDict

test('every finite float32 comes back, bit for bit', () => {
  const numbers = fc.float({ noNaN: true, noDefaultInfinity: true })
  const property = fc.property(fc.array(numbers, { minLength: 300, maxLength: 300 }), (values) => {
    const state = zeros()
    state.H1w.set(values)
    const read = decodeJson(encodeJson({ config, state }))
    assert.equal(stateBytes(read.state), stateBytes(state))
  })
  fc.assert(property, { numRuns: 30, seed: 1989 })
})

test('recipe, seed and shapes are told; a file without a configuration has no recipe', () => {
  const text = encodeJson({ config, state: zeros() })
  const { recipe, seed, tensors } = JSON.parse(text)
  assert.equal([recipe, seed], [recipes.modern, 7])
  assert.equal(tensors.H3w.shape, stateShapes.H3w)
  assert.equal(decodeJson(text).config, config)
  assert.is(decodeJson(encodeJson({ config: undefined, state: zeros() })).config, undefined)
})

test('a number is written with no more digits than it needs', () => {
  const state = zeros()
  state.outb.set([0.3, 1 / 3, -0, 1e-45, 16777216, 1e10, 0.1 + 0.2, 3.4028234663852886e38])
  const { tensors } = JSON.parse(encodeJson({ config: undefined, state }))
  assert.match(
    encodeJson({ config: undefined, state }),
    /"outb": \{ "shape": \[10\], "values": \[0\.3,0\.33333334,-0,/,
  )
  assert.equal(Float32Array.from(tensors.outb.values), state.outb)
})

test('text that is something else is refused', async () => {
  const text = encodeJson({ config, state: zeros() })
  const bent = (change: (file: ReturnType<typeof JSON.parse>) => void) => {
    const file = JSON.parse(text)
    change(file)
    return JSON.stringify(file)
  }
  const format: [string, RegExp][] = [
    ['', /not valid JSON/],
    ['[]', /expected an object/],
    ['{}', /tensors is undefined/],
    [text.replace('"seed"', '"recipe": {}, "seed"'), /not valid JSON/],
    [bent((file) => Object.assign(file, { more: 1 })), /unknown field "more"/],
    [bent((file) => Object.assign(file.recipe, { lr: -1 })), /its recipe: lr is -1/],
    [bent((file) => Object.assign(file, { recipe: null })), /its recipe: /],
    [bent((file) => Object.assign(file, { seed: 'x' })), /seed is "x"/],
    [bent((file) => Object.assign(file.tensors, { H1w: 1 })), /tensor "H1w" is 1/],
    [bent((file) => file.tensors.outb.values.pop()), /outb has 9 values, expected 10/],
    [bent((file) => file.tensors.outb.values.fill('1')), /"outb" are not a list of numbers/],
  ]
  for (const [wrong, message] of format) await refuses(() => decodeJson(wrong), 'ERR_FORMAT', message)
  const states: [string, RegExp][] = [
    [bent((file) => delete file.tensors.H3b), /H3b .* is missing/],
    [bent((file) => Object.assign(file.tensors, { H9w: file.tensors.H1w })), /unknown tensor "H9w"/],
    [bent((file) => Object.assign(file.tensors.H3w, { shape: [30, 192] })), /H3w has shape \[30,192\]/],
    [bent((file) => Object.assign(file.tensors.outb.values, [1e39])), /outb .* is Infinity at index 0/],
  ]
  for (const [wrong, message] of states) await refuses(() => decodeJson(wrong), 'ERR_STATE', message)
})

test.run()
