/** The wasm modules of this package that train, and their digests: the same module, recipe, seed and digits give the same weights. */
import { createHash } from 'node:crypto'
import type { Recipe } from '../../model/recipes.js'
import full from '../../wasm/full.wasm.js'
import { decode, needsFull } from '../../wasm/index.js'
import base from '../../wasm/lenet1989.wasm.js'

const texts = { 'lenet1989.wasm': base, 'full.wasm': full }

export type TrainingModule = keyof typeof texts

export const trainingModules = Object.keys(texts) as readonly TrainingModule[]

/** The one that trains a recipe. */
export const moduleOf = (recipe: Recipe): TrainingModule =>
  needsFull(recipe) ? 'full.wasm' : 'lenet1989.wasm'

export const moduleBytes = (module: TrainingModule): Uint8Array<ArrayBuffer> => decode(texts[module])

/** SHA-256 of some modules, one after the other. */
const sha256 = (modules: readonly TrainingModule[]): string => {
  const hash = createHash('sha256')
  for (const module of modules) hash.update(moduleBytes(module))
  return hash.digest('hex')
}

export const moduleSha256 = (module: TrainingModule): string => sha256([module])

/** Of both together, for runs of any recipes: which of them trains is for the recipe to say. */
export const wasmSha256 = (): string => sha256(trainingModules)
