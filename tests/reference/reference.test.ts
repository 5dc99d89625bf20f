/** The plain reference: every operator on cases that can be worked out by hand, and its gradients by central differences. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Recipe, recipes } from '../../src/model/recipes.js'
import { PARAMETERS } from '../../src/model/shape.js'
import { tensorNames } from '../../src/model/state.js'
import { gradcheck } from '../../src/reference/gradcheck.js'
import { ReferenceNetwork, type Region } from '../../src/reference/network.js'
import { decode } from '../../src/wasm/index.js'
import base64 from '../../src/wasm/reference.wasm.js'
import { regionLengths } from '../../src/wasm/reference-module.js'
import { readFixture } from '../support/fixtures.js'
import { refuses } from '../support/refusal.js'

const reference = suite('reference')

const samples = readFixture('samples_mnist')
const pixels = samples.tensor('x', 'F32')
const image = (i: number) => pixels.subarray(256 * i, 256 * (i + 1))
const label = (i: number) => samples.tensor('labels', 'U8')[i]
const weights = readFixture('rng').state('init_modern', 'F32')

function near(actual: ArrayLike<number>, expected: ArrayLike<number>, within: number, what = ''): void {
  assert.is(actual.length, expected.length, what)
  for (let i = 0; i < actual.length; i++) {
    const difference = Math.abs(actual[i] - expected[i])
    assert.ok(difference <= within, `${what}[${i}]: ${actual[i]}, expected ${expected[i]} ± ${within}`)
  }
}

/** Registers a test that runs in both precisions; `ulp` is what a few roundings of numbers around 1 may do. */
function both(name: string, recipe: Recipe, check: (network: ReferenceNetwork, ulp: number) => void): void {
  for (const precision of [32, 64] as const) {
    reference(`${name} (float${precision})`, async () => {
      check(await ReferenceNetwork.create(recipe, precision), precision === 32 ? 3e-7 : 1e-15)
    })
  }
}

const { base, modern } = recipes
const fill = (network: ReferenceNetwork, region: Region, value: number) => network.view(region).fill(value)

reference('the module imports nothing and exports 28 operators', () => {
  const module = new WebAssembly.Module(decode(base64))
  assert.equal(WebAssembly.Module.imports(module), [])
  const functions = WebAssembly.Module.exports(module).filter(({ kind }) => kind === 'function')
  assert.is(functions.filter(({ name }) => name !== 'configure').length, 28)
})

both('the memory map agrees with the module, region by region', base, (network) => {
  // Each region ends where the next one begins.
  let end = network.view('image').byteOffset
  for (const region of Object.keys(regionLengths) as Region[]) {
    const view = network.view(region)
    assert.is(view.byteOffset, end, region)
    end += view.byteLength
  }
  for (const region of ['parameters', 'gradients', 'moment1', 'moment2'] as const) {
    assert.is(regionLengths[region], PARAMETERS)
  }
  assert.is(
    tensorNames.reduce((sum, name) => sum + network.parameter(name).length, 0),
    PARAMETERS,
  )
})

both('resize keeps white white, black black and a ramp a ramp', base, (network, ulp) => {
  network.raw.fill(255)
  network.operators.resize()
  near(network.view('image'), new Array(256).fill(1), 0)
  network.raw.fill(0)
  network.operators.resize()
  near(network.view('image'), new Array(256).fill(-1), 0)

  const ramp = (step: (row: number, column: number) => number) =>
    Array.from({ length: 256 }, (_, i) => step((i >> 4) * 1.75 + 0.375, (i & 15) * 1.75 + 0.375) / 127.5 - 1)
  for (let i = 0; i < 784; i++) network.raw[i] = 6 * Math.floor(i / 28) + 3 * (i % 28)
  network.operators.resize()
  near(
    network.view('image'),
    ramp((row, column) => 6 * row + 3 * column),
    ulp,
  )
})

both('roll moves down and right, and wraps', base, (network) => {
  network.view('image').set(Array.from({ length: 256 }, (_, i) => i))
  const rolled = (rows: number, columns: number) => {
    network.operators.roll(rows, columns)
    return (row: number, column: number) => network.view('rolled')[16 * row + column]
  }
  const down = rolled(1, 0)
  assert.equal([down(1, 3), down(0, 3)], [3, 15 * 16 + 3])
  const left = rolled(0, -1)
  assert.equal([left(5, 4), left(5, 15)], [5 * 16 + 5, 5 * 16])
  const corner = rolled(1, 1)
  assert.equal([corner(0, 0), corner(1, 1)], [255, 0])
  rolled(0, 0)
  assert.equal([...network.view('rolled')], [...network.view('image')])
})

both('H1 pads with −1: 16 taps outside at a corner, 10 at an edge, none inside', base, (network) => {
  network.parameter('H1w').fill(1)
  network.parameter('H1b').forEach((_, i, bias) => {
    bias[i] = i
  })
  network.operators.conv1Forward()
  const unit = (plane: number, row: number, column: number) => (plane * 8 + row) * 8 + column
  const sum = (at: number) => network.view('h1Sum')[at] - at
  assert.equal([sum(unit(0, 0, 0)), sum(unit(3, 0, 4)), sum(unit(11, 4, 4))], [-16, -10, 0])
  // stride 2 leaves one row of padding below: row 7 sees rows 12 to 16
  assert.equal([sum(unit(5, 7, 4)), sum(unit(5, 7, 7))], [-5, -9])
})

both('H1 correlates: a pixel meets the tap that lies on it', base, (network) => {
  network.view('rolled')[16 * 5 + 6] = 1
  network.parameter('H1w').forEach((_, i, w) => {
    w[i] = i
  })
  const before = network.view('h1Sum')
  network.operators.conv1Forward()
  // unit (2,3) starts at row 2, column 4: the pixel lies under tap (3,2); unit (4,3) starts at row 6, past it
  assert.equal([before[2 * 64 + 2 * 8 + 3], before[2 * 64 + 4 * 8 + 3]], [2 * 25 + 3 * 5 + 2, 0])

  fill(network, 'dH1Sum', 0)
  network.view('dH1Sum')[2 * 64 + 2 * 8 + 3] = 2
  network.operators.conv1Backward()
  const { H1w, H1b } = network.gradients()
  assert.equal(
    [...H1w.entries()].filter(([, value]) => value !== 0),
    [[2 * 25 + 3 * 5 + 2, 2]],
  )
  assert.equal(
    [...H1b.entries()].filter(([, value]) => value !== 0),
    [[2 * 64 + 2 * 8 + 3, 2]],
  )
})

both("H2's planes see 0–7, 4–11, and 0–3 with 8–11, in this order", base, (network) => {
  const sees = [
    [0, 1, 2, 3, 4, 5, 6, 7],
    [4, 5, 6, 7, 8, 9, 10, 11],
    [0, 1, 2, 3, 8, 9, 10, 11],
  ]
  for (let plane = 0; plane < 12; plane++) network.view('h1').fill(plane + 1, plane * 64, (plane + 1) * 64)
  for (let slice = 0; slice < 8; slice++) {
    const w = network.parameter('H2w').fill(0)
    for (let plane = 0; plane < 12; plane++) w[(plane * 8 + slice) * 25 + 12] = 1 // the middle tap, never outside
    network.operators.conv2Forward()
    for (let plane = 0; plane < 12; plane++) {
      const units = [...network.view('h2Sum').subarray(plane * 16, plane * 16 + 16)]
      assert.equal(units, new Array(16).fill(sees[Math.floor(plane / 4)][slice] + 1))
    }
  }
})

both('H2 pads with −1 even where units cannot be negative', modern, (network) => {
  network.parameter('H2w').fill(1)
  network.operators.conv2Forward()
  assert.equal([network.view('h2Sum')[0], network.view('h2Sum')[1], network.view('h2Sum')[5]], [-128, -80, 0])
})

both('H2 backward: one unit reaches one tap, one input and its bias', base, (network) => {
  // plane 9 reads plane 8 with slice 4; its unit (1,2) starts at row 0, column 2
  const [unit, weight, input] = [9 * 16 + 1 * 4 + 2, (9 * 8 + 4) * 25 + 3 * 5 + 1, 8 * 64 + 3 * 8 + 3]
  fill(network, 'dH1', 99)
  network.view('dH2Sum')[unit] = 2
  network.view('h1')[input] = 3
  network.parameter('H2w')[weight] = 5
  network.operators.conv2Backward()
  const nonzero = (values: Iterable<number>) => [...values].map((v, i) => [i, v]).filter(([, v]) => v !== 0)
  assert.equal(nonzero(network.view('dH1')), [[input, 10]])
  const { H2w, H2b } = network.gradients()
  assert.equal(nonzero(H2b), [[unit, 2]])
  assert.equal(nonzero(H2w), [[weight, 6]])
})

both('dense layers compute x @ W + b', base, (network) => {
  network.view('h3Kept').set([2, 3])
  network.parameter('outw').set([1, 0, 0, 0, 0, 0, 0, 0, 0, 10, 0, 5])
  network.parameter('outb')[9] = 0.5
  network.operators.outForward()
  assert.equal([...network.view('outSum')], [2, 15, 0, 0, 0, 0, 0, 0, 0, 20.5])

  network.view('dOutSum').set([1, 2])
  network.operators.outBackward()
  assert.equal([...network.view('dH3Kept').subarray(0, 3)], [1, 10, 0])
  const { outw, outb } = network.gradients()
  assert.equal([...outw.subarray(0, 2), ...outw.subarray(10, 12)], [2, 4, 3, 6])
  assert.equal([...outb.subarray(0, 3)], [1, 2, 0])
})

const activationCases = [
  ['tanh', [0, 0.5, -2], [0, 0.46211715726000974, -0.964027580075817]],
  ['scaledTanh', [0, 1.5, -0.75], [0, 1.306819412204497, -0.7929468301424507]],
  ['relu', [0, 3, -2], [0, 3, 0]],
  ['silu', [0, 1, -2], [0, 0.7310585786300049, -0.2384058440442351]],
] as const
const slopes = {
  tanh: [1, 0.7864477329659274, 0.07065082485316443],
  scaledTanh: [1.7159 * (2 / 3), 0.480422648517005, 0.8996437766641565],
  relu: [0, 1, 0],
  silu: [0.5, 0.9276705118714869, -0.09078424878489524],
}
for (const [activation, inputs, outputs] of activationCases) {
  both(`${activation} and its slope`, { ...base, activation }, (network, ulp) => {
    network.view('h3Sum').set(inputs)
    fill(network, 'dH3', 2)
    network.operators.activationForward('h3')
    network.operators.activationBackward('h3')
    near(network.view('h3').subarray(0, 3), outputs, ulp, 'y')
    const expected = slopes[activation].map((slope) => 2 * slope)
    near(network.view('dH3Sum').subarray(0, 3), expected, 2 * ulp, 'dx')
  })
}

both('mse: mean of squares against ±1', base, (network, ulp) => {
  assert.is(network.operators.lossForward(4), 1)
  network.view('out').set([-1, -1, 0.5, -1, -1, -1, -1, -1, -1, -0.5])
  near([network.operators.lossForward(2)], [(0.25 + 0.25) / 10], ulp)
  network.operators.lossBackward(2, 0.5)
  near(network.view('dOut'), [0, 0, -0.05, 0, 0, 0, 0, 0, 0, 0.05], ulp)
})

both('cross-entropy: −log softmax, and no overflow', modern, (network, ulp) => {
  near([network.operators.lossForward(4)], [Math.log(10)], 3 * ulp)
  network.operators.lossBackward(4, 1)
  near(network.view('dOutSum'), [0.1, 0.1, 0.1, 0.1, -0.9, 0.1, 0.1, 0.1, 0.1, 0.1], ulp)
  network.view('out').set([1000, 0, -1000])
  assert.equal([network.operators.lossForward(0), network.operators.lossForward(1)], [0, 1000])
})

both(
  "label smoothing shares out the label's probability",
  { ...modern, labelSmoothing: 0.1 },
  (network, ulp) => {
    network.view('out').fill(0)[0] = Math.log(2) // softmax 2/11, then nine times 1/11
    const expected = 0.9 * Math.log(5.5) + 0.01 * (Math.log(5.5) + 9 * Math.log(11))
    near([network.operators.lossForward(0)], [expected], 3 * ulp)
    network.operators.lossBackward(0, 1)
    near(network.view('dOutSum'), [2 / 11 - 0.91, ...new Array(9).fill(1 / 11 - 0.01)], 3 * ulp)
  },
)

both('dropout: kept units grow by 4/3 and pass gradients likewise', modern, (network, ulp) => {
  network.mask.set([1, 0, 1])
  network.view('h3').set([3, 3, -6])
  network.view('dH3Kept').set([3, 3, 6])
  network.operators.dropoutForward()
  network.operators.dropoutBackward()
  near(network.view('h3Kept').subarray(0, 3), [4, 0, -8], 8 * ulp)
  near(network.view('dH3').subarray(0, 3), [4, 0, 8], 8 * ulp)
})

both('SGD: w − lr·g', base, (network, ulp) => {
  network.view('parameters').set([1, -2])
  network.view('gradients').set([10, 0])
  network.step(0.05)
  near(network.view('parameters').subarray(0, 3), [0.5, -2, 0], ulp)
  assert.equal([...network.view('gradients').subarray(0, 2)], [0, 0], 'a step clears the gradients')
})

both(
  'AdamW: the first step is the rate, and a weight without gradient only decays',
  modern,
  (network, ulp) => {
    network.view('parameters').set([1, 1, 1])
    network.view('gradients').set([2, -0.5, 0])
    network.step(0.1)
    near(network.view('parameters').subarray(0, 3), [0.999 - 0.1, 0.999 + 0.1, 0.999], 1e-8 + ulp)
    near(network.view('moment1').subarray(0, 3), [0.2, -0.05, 0], ulp)
    near(network.view('moment2').subarray(0, 3), [0.004, 0.00025, 0], ulp)
    // Second step without gradient: m = 0.18, v = 0.003996, corrections 0.19 and 0.001999.
    network.step(0.1)
    const moved = (0.1 / 0.19) * (0.18 / (Math.sqrt(0.003996) / Math.sqrt(0.001999) + 1e-8))
    near(network.view('parameters').subarray(0, 1), [(0.999 - 0.1) * 0.999 - moved], 1e-8 + ulp)
    assert.is(network.view('parameters')[3], 0)
  },
)

both('a batch adds up the gradients of its samples', modern, (network, ulp) => {
  network.setState(weights)
  const gradientOf = (...batch: number[]) => {
    network.clearGradients()
    for (const i of batch) {
      network.forward(image(i))
      network.backward(label(i), 1 / batch.length)
    }
    return network.gradients()
  }
  const [first, second, mean] = [gradientOf(0), gradientOf(1), gradientOf(0, 1)]
  for (const name of tensorNames) {
    const expected = Array.from(first[name], (value, i) => (value + second[name][i]) / 2)
    near(mean[name], expected, 2 * ulp, name)
  }
})

for (const activation of ['tanh', 'scaledTanh', 'relu', 'silu'] as const) {
  for (const loss of ['mse', 'crossEntropy'] as const) {
    for (const dropped of ['nothing', 'h2', 'h3'] as const) {
      const title = `${activation}, ${loss}, ${dropped} dropped`
      reference(`${title}: gradients of all tensors within 2e-6 of central differences`, async () => {
        const dropoutAfter = dropped === 'h2' ? 'h2' : 'h3'
        const labelSmoothing = loss === 'crossEntropy' ? 0.1 : 0
        const recipe = { ...modern, activation, loss, labelSmoothing, dropoutAfter } as const
        const mask = Uint8Array.from({ length: dropped === 'h2' ? 192 : 30 }, (_, i) => (i % 4 === 1 ? 0 : 1))
        const options = { recipe, state: weights, image: image(3), label: label(3), every: 17 }
        const result = await gradcheck(dropped === 'nothing' ? options : { ...options, mask })
        console.log(`  ${title}: max relative difference ${result.maxRelative.toExponential(2)}`)
        for (const name of tensorNames) {
          assert.ok(result.tensors[name].maxRelative < 2e-6, `${name}: ${result.tensors[name].maxRelative}`)
          assert.ok(result.tensors[name].largest > 0, `${name} has no gradient to check`)
        }
      })
    }
  }
}

for (const [name, recipe, init, within] of [
  ['base', base, 'init_base', 2e-6],
  ['modern', modern, 'init_modern', 5e-7],
] as const) {
  reference(`${name}: all 9,760 gradients within ${within} of central differences`, async () => {
    const golden = readFixture(name === 'base' ? 'base_mnist' : 'modern_plain_mnist')
    const state = readFixture('rng').state(init, 'F32')
    const gradients = golden.state('grad0', 'F32')
    const result = await gradcheck({ recipe, state, image: image(0), label: label(0), gradients })
    console.log(`  ${name}: max relative ${result.maxRelative}, absolute ${result.maxAbsolute}`)
    assert.is(
      tensorNames.reduce((sum, tensor) => sum + result.tensors[tensor].count, 0),
      PARAMETERS,
    )
    assert.ok(result.maxRelative < within)
    assert.ok(result.maxAbsolute < 1e-10)
    assert.ok(result.float32MaxAbsolute !== undefined && result.float32MaxAbsolute < 1e-6)
    // and a gradient that is wrong shows
    gradients.H2w[100] += 0.01
    const wrong = await gradcheck({ recipe, state, image: image(0), label: label(0), gradients, every: 997 })
    near([wrong.tensors.H2w.float32MaxAbsolute ?? 0], [0.01], 1e-6)
  })
}

reference('gradcheck refuses what it cannot check', async () => {
  const options = { recipe: base, state: weights, image: image(0), label: 1 }
  const refused = (change: object, code: Parameters<typeof refuses>[1], message: RegExp) =>
    refuses(() => gradcheck({ ...options, ...change }), code, message)
  await refused({ image: new Float32Array(255) }, 'ERR_SHAPE', /image has 255 pixels, expected 256/)
  await refused({ image: new Float32Array(256).fill(Number.NaN) }, 'ERR_VALUE', /finite/)
  for (const wrong of [-1, 10, 1.5]) await refused({ label: wrong }, 'ERR_VALUE', /from 0 to 9/)
  for (const eps of [0, -1, Number.NaN]) await refused({ eps }, 'ERR_VALUE', /eps/)
  for (const every of [0, 2.5]) await refused({ every }, 'ERR_VALUE', /every/)
  await refused({ mask: new Uint8Array(192) }, 'ERR_SHAPE', /mask has 192 bytes, expected 30 after h3/)
  await refused({ state: { ...weights, outb: new Float32Array(9) } }, 'ERR_STATE', /outb/)
  await refused({ recipe: { ...base, activation: 'sine' } }, 'ERR_CONFIG', /activation/)
  await refused({ gradients: {} }, 'ERR_STATE', /H1w/)
})

reference.run()
