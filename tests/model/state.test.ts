import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { LenetError } from '../../src/model/errors.js'
import { ACTIVATIONS, MACS, PARAMETERS } from '../../src/model/shape.js'
import {
  checkState,
  type StateDict,
  stateBytes,
  stateSha256,
  stateShapes,
  tensorLength,
  tensorNames,
} from '../../src/model/state.js'
import { VERSION } from '../../src/model/version.js'

const test = suite('state')

/** A state whose n-th value of all is n/1000, so that any two places differ. */
function numbered(): StateDict {
  let n = 0
  const state = Object.fromEntries(
    tensorNames.map((name) => [name, Float32Array.from({ length: tensorLength(name) }, () => n++ / 1000)]),
  )
  return state as StateDict
}

const refuses = (state: unknown, message: RegExp) =>
  assert.throws(
    () => checkState(state),
    (error: unknown) => {
      assert.instance(error, LenetError)
      assert.is((error as LenetError).code, 'ERR_STATE')
      assert.match((error as LenetError).message, message)
      return true
    },
  )

test("the counts are the paper's: 9,760 parameters, 63,660 multiply-accumulates, 1,000 units", () => {
  assert.is(PARAMETERS, 9760)
  assert.is(MACS, 63660)
  assert.is(ACTIVATIONS, 1000)
  assert.is(
    tensorNames.map(tensorLength).reduce((a, b) => a + b),
    PARAMETERS,
  )
})

test("names, order and shapes are those of the notebook's state_dict", () => {
  assert.is(
    JSON.stringify(stateShapes),
    '{"H1w":[12,1,5,5],"H1b":[12,8,8],"H2w":[12,8,5,5],"H2b":[12,4,4],"H3w":[192,30],"H3b":[30],"outw":[30,10],"outb":[10]}',
  )
})

test('checkState takes a good state', () => {
  checkState(numbered())
  checkState(Object.assign(Object.create(null), numbered()))
})

test('checkState names a missing tensor, and does not take an inherited one', () => {
  const { H2b, ...rest } = numbered()
  refuses(rest, /H2b \(12×4×4, 192 values\) is missing/)
  refuses(Object.assign(Object.create({ H2b }), rest), /H2b .* is missing/)
})

test('checkState names an extra tensor', () => {
  refuses({ ...numbered(), H4w: new Float32Array(3) }, /unknown tensor "H4w"; expected exactly H1w, H1b/)
  refuses(JSON.parse('{"__proto__": 1}'), /unknown tensor "__proto__"/)
})

test('checkState names a misshapen tensor with what it should be and what it is', () => {
  refuses({ ...numbered(), outw: new Float32Array(299) }, /outw \(30×10, 300 values\) has 299 values/)
  refuses({ ...numbered(), outb: new Float64Array(10) }, /outb .* is Float64Array, expected a Float32Array/)
  refuses({ ...numbered(), outb: [1, 2] }, /outb .* is Array, expected/)
  refuses({ ...numbered(), outb: undefined }, /outb .* is undefined, expected/)
})

test('checkState names the place of a value that is not finite', () => {
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    const state = numbered()
    state.H3w[5759] = bad
    refuses(state, new RegExp(`H3w .* is ${bad} at index 5759`))
  }
})

test('checkState refuses anything but an object', () => {
  refuses(null, /found null, expected/)
  refuses(3, /found number, expected/)
  refuses(undefined, /found undefined, expected/)
  refuses([], /tensor H1w .* is missing/)
})

test('stateBytes are the tensors one after the other, little-endian', () => {
  const bytes = stateBytes(numbered())
  assert.is(bytes.length, 4 * PARAMETERS)
  const view = new DataView(bytes.buffer)
  for (const n of [0, 299, 300, 1067, 1068, 9749, 9750, 9759]) {
    assert.is(view.getFloat32(4 * n, true), Math.fround(n / 1000))
  }
})

test('stateSha256 is that of the bytes, and moves with a single sign', async () => {
  const zero = Object.fromEntries(tensorNames.map((name) => [name, new Float32Array(tensorLength(name))]))
  // head -c 39040 /dev/zero | sha256sum
  const expected = 'fa8d9e2f5313ceae1cfdf28a7c2cccf1876d7c04d81f36012b9cef30a4fbba97'
  assert.is(await stateSha256(zero as StateDict), expected)
  zero.outb![9] = -0
  assert.is.not(await stateSha256(zero as StateDict), expected)
})

test('the version that files are marked with is the one of package.json', () => {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  assert.is(VERSION, manifest.version)
})

test.run()
