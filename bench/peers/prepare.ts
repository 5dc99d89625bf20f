/** Before anything runs: adapters as JavaScript, weights, digits and models as files, and what the outputs have to be. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { type Digits, take } from '../../src/data/index.js'
import { toOnnx } from '../../src/formats/onnx/index.js'
import { type Recipe, recipes } from '../../src/model/recipes.js'
import { Network } from '../../src/network/network.js'
import { loadMnist } from '../../src/node/index.js'
import { agreementDigits, type Case, cases, INFERENCE_DIGITS, TRAINING_DIGITS } from './cases.js'
import { type Age, writeDataset } from './dataset.js'
import { fold } from './folded.js'
import { foldedOnnx } from './folded-onnx.js'
import { ADAMW, type Net, PIXELS, SGD, type Weights } from './peer.js'

const here = new URL('.', import.meta.url)
const folder = new URL('build/', here)
const dataset = new URL('dataset/', folder)

const nets: Readonly<Record<Net, Recipe>> = {
  base: { ...recipes.base, lr: SGD.lr },
  modern: { ...recipes.modern, schedule: 'constant', lr: ADAMW.lr, roll: 0, dropout: 0 },
}
/** Enough for weights as trained ones are. */
const PASSES = 5

/** The outputs that ours gives in each case. */
export type Expected = (one: Case) => Float32Array

export async function prepare(): Promise<Expected> {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(dataset, { recursive: true })
  await compile()
  const { train } = await loadMnist()
  const weights = {
    'base.trained': await weightsOf('base', train),
    'base.fresh': await weightsOf('base'),
    'modern.trained': await weightsOf('modern', train),
    'modern.fresh': await weightsOf('modern'),
  } satisfies Record<`${Net}.${Age}`, Weights>
  const digits = take(train, INFERENCE_DIGITS)
  writeDataset(dataset, weights, digits.images, digits.labels)
  for (const { kind, net, batch } of cases) {
    if (kind === 'predict') await writeModels(net, weights[`${net}.trained`], batch)
  }
  const expected = new Map<string, Float32Array>()
  for (const one of cases) expected.set(one.name, await outputsOf(one, weights, digits))
  return ({ name }) => expected.get(name)!
}

/** Adapters with what they import from this folder, but not with their libraries: these are imported as their users import them. */
async function compile(): Promise<void> {
  const names = [
    'lenet1989',
    'lenet1989-int16',
    'plain',
    'onnxruntime-node',
    'onnxruntime-web',
    'tfjs',
    'jax',
    'convnetjs',
    'toygrad',
  ]
  await build({
    absWorkingDir: fileURLToPath(here),
    entryPoints: ['serve.ts', 'first.ts', ...names.map((name) => `adapters/${name}.ts`)],
    entryNames: '[name]',
    outdir: 'build',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    external: ['../../../dist/*'],
    logLevel: 'error',
  })
}

async function weightsOf(net: Net, train?: Digits): Promise<Weights> {
  const network = await Network.create({ ...nets[net], passes: PASSES })
  if (train) {
    for await (const _ of network.fit(train, { evaluateTrain: false }));
  }
  const state = network.stateDict()
  network.dispose()
  return { state, folded: fold(state) }
}

async function writeModels(net: Net, weights: Weights, batch: number): Promise<void> {
  const network = await Network.create(nets[net])
  network.loadStateDict(weights.state)
  writeFileSync(new URL(`exported-${net}-${batch}.onnx`, dataset), toOnnx(network, { batch }))
  writeFileSync(new URL(`folded-${net}-${batch}.onnx`, dataset), foldedOnnx(net, weights, batch))
  network.dispose()
}

async function outputsOf(
  one: Case,
  weights: Readonly<Record<`${Net}.${Age}`, Weights>>,
  digits: Digits,
): Promise<Float32Array> {
  const { kind, net, batch } = one
  const network = await Network.create({ ...nets[net], batchSize: batch, passes: 1 })
  if (kind === 'predict') {
    network.loadStateDict(weights[`${net}.trained`].state)
    return network.predict(digits.images)
  }
  network.loadStateDict(weights[`${net}.fresh`].state)
  await network.fit(take(digits, agreementDigits(one)), { evaluateTrain: false }).next()
  return network.predict(digits.images.subarray(0, TRAINING_DIGITS * PIXELS))
}
