/**
 * The SIMD module as subjects: as packaged; built with single kernels exported, which shows the maps between the
 * layers; and that build checked, where an access outside its region traps.
 */
import { readFileSync } from 'node:fs'
import type { Recipe } from '../../../src/model/recipes.js'
import {
  configure,
  type Float32Module,
  loadFloat32Module,
  needsFull,
  planesFirst,
  readState,
  writeState,
} from '../../../src/wasm/index.js'
import type { Subject, SubjectKind } from './target.js'

/** The seed of all golden runs. */
const SEED = 1337

/** A build of the SIMD module: its name in test titles, and its file in build/ unless it is the one in the package. */
export interface SimdBuild {
  readonly name: string
  readonly file?: string
}

export const simdBuilds: readonly SimdBuild[] = [
  { name: 'SIMD' },
  { name: 'SIMD kernels', file: 'testing.wasm' },
  { name: 'checked SIMD kernels', file: 'testing-checked.wasm' },
]

/** An instance set up as the golden runs were: both streams seeded, the weights drawn from the first. */
export async function loadSimd({ file }: SimdBuild, recipe: Recipe): Promise<Float32Module> {
  const source = file && readFileSync(new URL(`../../../build/${file}`, import.meta.url))
  const module = await loadFloat32Module(source || undefined, needsFull(recipe))
  module.exports.seedStream(0, SEED)
  module.exports.seedStream(1, SEED)
  module.exports.drawWeights()
  configure(module, recipe)
  return module
}

const simd = (build: SimdBuild): SubjectKind => ({
  name: build.name,
  precision: 32,
  async create(recipe): Promise<Subject> {
    const module = await loadSimd(build, recipe)
    const { exports } = module
    return {
      setState(state) {
        writeState(module.parameters, state)
        exports.adamwReset()
        exports.zeroGradients()
      },
      state: () => readState(module.parameters),
      activations(image) {
        module.images.set(image)
        exports.forwardSample(0)
        return {
          out: module.output.slice(),
          h1: planesFirst(module.h1, 12),
          h2: planesFirst(module.h2, 12),
          h3: module.h3.slice(),
        }
      },
      lossAndGradients(image, label) {
        module.images.set(image)
        exports.zeroGradients()
        exports.forwardSample(0)
        const loss = exports.backwardSample(label, 1)
        return { loss, gradients: readState(module.gradients) }
      },
      // The draws of the golden file are not replayed here: the module's own streams have to give the same.
      trainStep(image, label, lr) {
        module.images.set(image)
        module.labels[0] = label
        exports.setRate(lr)
        exports.beginPass(1)
        return exports.train(1)
      },
      moments: () => ({ first: readState(module.firstMoments), second: readState(module.secondMoments) }),
    }
  },
})

export const simdKinds: readonly SubjectKind[] = simdBuilds.map(simd)
