/** A run of the classifier's training: the same bits each time, in one piece or in two, and by the command as a whole. */
import { spawn } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { heldOutPenDigits } from '../../scripts/hands/sets.js'
import { digitsPerPass, handsPerPass, withHands } from '../../scripts/train-classifier/digits.js'
import { HELD_OUT, holdOut, testDigits, trainingDigits } from '../../scripts/train-classifier/mnist.js'
import { calibratedLoss, countMisses, logitsOf } from '../../scripts/train-classifier/reading.js'
import { type ClassifierRecipe, recipe } from '../../scripts/train-classifier/recipe.js'
import { Store } from '../../scripts/train-classifier/store.js'
import { Trainer } from '../../scripts/train-classifier/trainer.js'
import type { RawDigits } from '../../src/data/idx.js'
import { decodeSafetensors } from '../../src/formats/index.js'
import { LenetError } from '../../src/model/errors.js'
import { RAW_PIXELS } from '../../src/model/shape.js'
import { type StateDict, stateSha256 } from '../../src/model/state.js'
import { CLASSIFIER_TRIAL_SHA256 } from '../expected.js'
import { inFolder } from '../support/folder.js'
import { idxFile } from '../support/idx-file.js'

const trainer = suite('training of the classifier')

const all = await trainingDigits()
const few = (from: number, to: number): RawDigits => ({
  images: all.images.subarray(from * RAW_PIXELS, to * RAW_PIXELS),
  labels: all.labels.subarray(from, to),
})
/** A thousand digits, the last batch of a pass being a small one. */
const digits = few(0, 1000)
const short: ClassifierRecipe = {
  ...recipe,
  passes: 10,
  warmupSteps: 20,
  averageDecay: 0.98,
}
/** The same on MNIST alone. */
const alone: ClassifierRecipe = { ...short, pen: 0, grafts: 0 }

async function train(of: ClassifierRecipe, seed: number): Promise<StateDict> {
  const run = await Trainer.create(of, seed, withHands(digits, of))
  while (run.pass < of.passes) run.trainPass()
  return run.state()
}

const mixed = await train(short, 3)
const states = [mixed, await train(short, 1), await train(alone, 3)]

trainer(
  'ten passes over a thousand digits and other hands come to the weights they always came to',
  async () => {
    assert.is(await stateSha256(mixed), CLASSIFIER_TRIAL_SHA256)
  },
)

trainer('it reads most of the next thousand digits, and four views are not much worse than one', async () => {
  const next = few(1000, 2000)
  for (const state of states) {
    const [one, two, four] = await Promise.all(
      ([1, 2, 4] as const).map(async (views) =>
        countMisses(await logitsOf(state, next, short, views), next.labels),
      ),
    )
    console.log(`  ${one}, ${two}, ${four} misses of 1000 in one, two and four views`)
    assert.ok(Math.max(one!, two!, four!) < 150)
    assert.ok(four! < one! + 15)
  }
})

trainer('another seed, other weights; other hands make a difference', async () => {
  assert.is(new Set(await Promise.all(states.map(stateSha256))).size, 3)
})

trainer('other hands: what the pen writes is read better for having been trained on', async () => {
  const hands = heldOutPenDigits(500)
  const [withThem, without] = await Promise.all(
    [mixed, states[2]!].map(async (state) =>
      countMisses(await logitsOf(state, hands, short, 1), hands.labels),
    ),
  )
  console.log(`  ${withThem} misses of 500, ${without} by the network that saw MNIST alone`)
  assert.ok(withThem! < without!)
})

trainer('a pass has all of MNIST and a share of each pool, of which there may be too few', () => {
  const all = withHands(digits, short)
  assert.equal([all.mnist, all.labels.length], [1000, 1000 + all.pen + all.grafts])
  assert.ok(all.grafts > 100 && all.pen === 5000)
  assert.equal(handsPerPass({ ...short, pen: 0.1, grafts: 5 }, all), { pen: 100, grafts: all.grafts })
  assert.is(digitsPerPass({ ...short, pen: 0.1, grafts: 0 }, all), 1100)
  assert.equal(withHands(digits, alone).labels, digits.labels)
})

trainer('a run that is taken up again ends with the same bits', async () => {
  const hands = withHands(digits, short)
  const begun = await Trainer.create(short, 3, hands)
  for (let pass = 0; pass < 4; pass++) begun.trainPass()
  const resumed = await Trainer.create(short, 3, hands)
  resumed.restore(begun.snapshot())
  while (resumed.pass < short.passes) resumed.trainPass()
  assert.is(await stateSha256(resumed.state()), await stateSha256(mixed))
})

trainer(
  'where a run stands is saved and found again by the same job only, and gone once there is a result',
  async () => {
    await inFolder(async (folder) => {
      const job = { recipe: short, seed: 3 }
      const store = await Store.of(job, 'these digits', folder)
      const run = await Trainer.create(short, 3, withHands(digits, short))
      run.trainPass()
      const snapshot = run.snapshot()
      const length = snapshot.parameters.length
      assert.is(await store.loadSnapshot(length), undefined)
      await store.saveSnapshot(snapshot, 1.5)
      const again = await Store.of({ ...job }, 'these digits', folder)
      assert.equal(await again.loadSnapshot(length), { ...snapshot, seconds: 1.5 })
      for (const other of [
        { ...job, seed: 4 },
        { ...job, recipe: alone },
      ])
        assert.is(await (await Store.of(other, 'these digits', folder)).loadSnapshot(length), undefined)
      assert.is(await (await Store.of(job, 'other digits', folder)).loadSnapshot(length), undefined)

      assert.is(await again.loadResult(), undefined)
      const result = { seed: 3, state: mixed, loss: 0.5, seconds: 2 }
      await store.saveResult(result)
      assert.equal(await again.loadResult(), result)
      assert.is(await again.loadSnapshot(length), undefined)
    })
  },
)

trainer('progress counts every digit of a pass once', async () => {
  const run = await Trainer.create(short, 1, withHands(digits, short))
  let seen = 0
  run.trainPass((count) => {
    seen += count
  })
  assert.is(seen, 1000 + 50 + 40)
})

trainer('more digits than there is room for are refused', async () => {
  const many = { ...withHands(digits, alone), labels: new Uint8Array(240_001) }
  const error = await Trainer.create(alone, 1, many).catch((reason: Error) => reason)
  assert.instance(error, RangeError)
  assert.is((error as Error).message, '240001 digits, expected at most 240000')
})

trainer("held-out digits and the rest are MNIST's training digits, each once", async () => {
  const { rest, heldOut } = await holdOut(all)
  assert.is(heldOut.labels.length, HELD_OUT)
  assert.is(rest.labels.length, 60_000 - HELD_OUT)
  const keys = ({ images, labels }: RawDigits) =>
    Array.from(labels, (label, i) =>
      Buffer.concat([images.subarray(i * RAW_PIXELS, (i + 1) * RAW_PIXELS), Buffer.of(label)]).toString(
        'latin1',
      ),
    )
  assert.equal([...keys(rest), ...keys(heldOut)].sort(), keys(all).sort())
})

trainer(
  'training digits are read where there is no test set to be seen, and test digits are not',
  async () => {
    await inFolder(async (folder) => {
      const raw = few(0, 3)
      await writeFile(join(folder, 'train-images-idx3-ubyte'), idxFile([3, 28, 28], raw.images))
      await writeFile(join(folder, 'train-labels-idx1-ubyte'), idxFile([3], raw.labels))
      assert.equal(await trainingDigits(folder), { images: raw.images.slice(), labels: raw.labels.slice() })
      const error = await testDigits(folder).catch((reason: LenetError) => reason)
      assert.instance(error, LenetError)
      assert.is((error as LenetError).code, 'ERR_FILE')
      assert.match((error as LenetError).message, 't10k-images-idx3-ubyte')
    })
  },
)

/** The command's trial of the whole; what it prints. */
function quick(work: string, ...options: string[]): Promise<{ code: number | null; out: string }> {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const main = 'scripts/train-classifier/main.ts'
  const args = ['--import', 'tsx', main, '--quick', '--work', work, ...options]
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    let out = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (out += text))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, out }))
  })
}

trainer(
  'the command, run twice, writes the same weights, and never mentions having read the test set in a trial',
  async () => {
    const weights: string[][] = []
    for (const jobs of ['1', '2'])
      await inFolder(async (work) => {
        const { code, out } = await quick(work, '--jobs', jobs)
        assert.is(code, 0, out)
        assert.match(out, 'SHA-256 of its weights: ')
        assert.not.match(out, 'test sets are read now')
        const { state, metadata } = decodeSafetensors(await readFile(join(work, 'quick/digits.safetensors')))
        assert.is(metadata.digits, '2000')
        assert.is(metadata.normalisation, 'moments')
        const figures = JSON.parse(await readFile(join(work, 'quick/training.json'), 'utf8'))
        assert.is(metadata.seed, String(figures.final.seed))
        assert.is(figures.sha256[figures.seeds.indexOf(figures.final.seed)], await stateSha256(state))
        assert.is(figures.heldOut.figures[0].misses.length, 2)
        weights.push(figures.sha256)
      })
    assert.equal(weights[0], weights[1])
  },
)

trainer(
  'the calibrated loss does not mind a scale that a temperature undoes, nor a constant added to all logits',
  () => {
    const logits = Float32Array.from({ length: 40 }, (_, i) => (i * 7) % 10)
    const labels = Uint8Array.of(7, 7, 7, 4)
    const plain = calibratedLoss(logits, labels)
    assert.ok(
      Math.abs(
        calibratedLoss(
          logits.map((x) => 1.5 * x - 5),
          labels,
        ) - plain,
      ) < 0.02,
    )
    // of no information at all, ln 10 is left
    assert.ok(Math.abs(calibratedLoss(new Float32Array(40), labels) - Math.log(10)) < 1e-12)
  },
)

trainer('an invalid setting is refused', async () => {
  const { code, out } = await quick('nowhere', '--set', 'speed=3')
  assert.is(code, 2)
  assert.match(out, "'speed=3' is invalid. Expected a number for one of passes, batchSize")
})

trainer.run()
