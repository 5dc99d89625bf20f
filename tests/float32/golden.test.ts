/**
 * Right to the last digit: every implementation of the network against numbers recorded from PyTorch 1.13
 * (tests/fixtures). Tolerances are those that a second, independent float32 implementation was found to keep.
 */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { recipes } from '../../src/model/recipes.js'
import { tensorNames } from '../../src/model/state.js'
import { Network } from '../../src/network/network.js'
import { type Fixture, hasFixture, readFixture } from '../support/fixtures.js'
import { references } from '../support/golden/reference.js'
import { type GoldenRun, goldenRuns } from '../support/golden/runs.js'
import { simdKinds } from '../support/golden/simd.js'
import type { Subject, SubjectKind, Tensors } from '../support/golden/target.js'

const kinds: readonly SubjectKind[] = [...references, ...simdKinds]
const golden = suite('golden')

/** Asserts that nothing is further apart than `within`, and says how far it was. */
function close(what: string, differences: number, within: number): void {
  console.log(`  ${what}: max difference ${differences.toExponential(2)}, allowed ${within.toExponential(0)}`)
  assert.ok(differences <= within, `${what}: differs by ${differences}, more than ${within}`)
}

function maxDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  assert.is(a.length, b.length)
  let max = 0
  // Math.max hands NaN on, which no tolerance admits.
  for (let i = 0; i < a.length; i++) max = Math.max(max, Math.abs(a[i] - b[i]))
  return max
}

const maxOverTensors = (a: Tensors, b: Tensors): number =>
  Math.max(...tensorNames.map((name) => maxDifference(a[name], b[name])))

for (const kind of references) {
  golden(`${kind.name}: 28×28 → 16×16 within 2e-7`, async () => {
    const { recipe } = goldenRuns[0]
    const { resize } = await kind.create(recipe)
    const fixture = readFixture('preprocessing')
    const [raw, x16] = [fixture.tensor('raw', 'U8'), fixture.tensor('x16', 'F32')]
    let worst = 0
    for (let i = 0; i < 64; i++) {
      const ours = resize!(raw.subarray(784 * i, 784 * (i + 1)))
      worst = Math.max(worst, maxDifference(ours, x16.subarray(256 * i, 256 * (i + 1))))
    }
    close(`${kind.name}: x16`, worst, 2e-7)
  })
}

for (const kind of kinds) {
  for (const run of goldenRuns) {
    const title = `${kind.name}, ${run.file}`
    if (!hasFixture(run.file) || !hasFixture(run.samples)) {
      golden.skip(`${title}: its numbers are not published`)
      continue
    }
    if (run.forward) checkForward(title, kind, run)
    checkTraining(title, kind, run)
  }
}

for (const [name, recipe, init] of [
  ['base', recipes.base, 'init_base'],
  ['modern', recipes.modern, 'init_modern'],
] as const) {
  golden(`${name}: initial weights of seed 1337, bit for bit`, async () => {
    const network = await Network.create(recipe)
    const [ours, theirs] = [network.stateDict(), readFixture('rng').state(init, 'F32')]
    for (const tensor of tensorNames) {
      assert.is(
        Buffer.compare(Buffer.from(ours[tensor].buffer), Buffer.from(theirs[tensor].buffer)),
        0,
        tensor,
      )
    }
  })
}

/** Activations, losses and gradients at the initial weights. */
function checkForward(title: string, kind: SubjectKind, run: GoldenRun): void {
  const fixture = readFixture(run.file)
  const { image, label } = samplesOf(run)
  const fresh = async () => {
    const subject = await kind.create(run.recipe)
    subject.setState(initialWeights(run))
    return subject
  }

  golden(`${title}: activations of 32 digits within 5e-6`, async () => {
    const subject = await fresh()
    const names = ['h1', 'h2', 'h3', 'out'] as const
    const units = { h1: 768, h2: 192, h3: 30, out: 10 }
    const expected = Object.fromEntries(names.map((name) => [name, fixture.tensor(`act.${name}`, 'F32')]))
    let worst = 0
    for (let i = 0; i < 32; i++) {
      const ours = subject.activations(image(i))
      for (const name of names) {
        const theirs = expected[name].subarray(i * units[name], (i + 1) * units[name])
        const map = ours[name]
        if (map) worst = Math.max(worst, maxDifference(map, theirs))
      }
    }
    close(`${title}: activations`, worst, 5e-6)
  })

  golden(`${title}: losses of 32 digits within 3e-6`, async () => {
    const subject = await fresh()
    const losses = Array.from({ length: 32 }, (_, i) => subject.lossAndGradients(image(i), label(i)).loss)
    close(`${title}: loss`, maxDifference(losses, fixture.tensor('loss', 'F32')), 3e-6)
  })

  const within = kind.precision === 32 ? 2e-6 : 1e-12
  golden(`${title}: all gradients within ${within.toExponential(0)} of float64`, async () => {
    const subject = await fresh()
    const { gradients } = subject.lossAndGradients(image(0), label(0))
    const theirs = fixture.state('grad0_f64', 'F64')
    close(`${title}: gradients`, maxOverTensors(gradients, theirs), within)
  })
}

/** 1000 training steps, looked at on the way. */
function checkTraining(title: string, kind: SubjectKind, run: GoldenRun): void {
  const fixture = readFixture(run.file)
  const training = once(() => train(kind, run, fixture))

  if (kind.precision === 64) {
    golden(`${title}: parameters after 1000 steps within 1e-10 of float64`, async () => {
      const { states } = await training()
      close(`${title}: 1000 steps`, maxOverTensors(states[1000], fixture.state('step1000_f64', 'F64')), 1e-10)
    })
    return
  }
  for (const [step, within] of Object.entries(run.steps)) {
    golden(`${title}: parameters after ${step} steps within ${within.toExponential(0)}`, async () => {
      const { states } = await training()
      close(
        `${title}: ${step} steps`,
        maxOverTensors(states[Number(step)], fixture.state(`step${step}`, 'F32')),
        within,
      )
    })
  }
  const { steps, within } = run.stepLoss
  golden(`${title}: loss before each of ${steps} steps within ${within.toExponential(0)}`, async () => {
    const { losses } = await training()
    const theirs = fixture.tensor('step_loss', 'F32').subarray(0, steps)
    close(`${title}: loss of ${steps} steps`, maxDifference(losses.subarray(0, steps), theirs), within)
  })
  if (run.recipe.optimizer === 'adamw') {
    golden(`${title}: Adam's moments after 10 steps within 1e-6 and 1e-7`, async () => {
      const { moments } = await training()
      const [first, second] = [
        fixture.state('adam10_exp_avg', 'F32'),
        fixture.state('adam10_exp_avg_sq', 'F32'),
      ]
      close(`${title}: first moments`, maxOverTensors(moments.first, first), 1e-6)
      close(`${title}: second moments`, maxOverTensors(moments.second, second), 1e-7)
    })
  }
}

interface Training {
  readonly states: Record<number, Tensors>
  readonly losses: Float64Array
  /** After 10 steps. */
  readonly moments: ReturnType<Subject['moments']>
}

async function train(kind: SubjectKind, run: GoldenRun, fixture: Fixture): Promise<Training> {
  const subject = await kind.create(run.recipe)
  subject.setState(initialWeights(run))
  const { image, label } = samplesOf(run)
  const draws = run.augmented ? drawsOf(fixture) : () => ({})
  const states: Record<number, Tensors> = {}
  const losses = new Float64Array(1000)
  let moments = subject.moments()
  for (let i = 0; i < 1000; i++) {
    losses[i] = subject.trainStep(image(i), label(i), run.recipe.lr, draws(i))
    if ([1, 10, 100, 300, 1000].includes(i + 1)) states[i + 1] = subject.state()
    if (i + 1 === 10) moments = subject.moments()
  }
  return { states, losses, moments }
}

const initialWeights = (run: GoldenRun) => readFixture('rng').state(run.init, 'F32')

function samplesOf(run: GoldenRun) {
  const fixture = readFixture(run.samples)
  const [x, labels] = [fixture.tensor('x', 'F32'), fixture.tensor('labels', 'U8')]
  return { image: (i: number) => x.subarray(256 * i, 256 * (i + 1)), label: (i: number) => labels[i] }
}

function drawsOf(fixture: Fixture) {
  const [shifts, masks] = [fixture.tensor('shifts', 'I32'), fixture.tensor('masks', 'U8')]
  const units = fixture.shape('masks')[1]
  return (i: number) => ({
    shift: [shifts[2 * i], shifts[2 * i + 1]] as const,
    mask: masks.subarray(units * i, units * (i + 1)),
  })
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    return made
  }
}

golden.run()
