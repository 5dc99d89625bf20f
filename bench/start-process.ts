/**
 * A process that only does what a program that reads one digit has to do, see benchmarks/start.ts, which makes it JavaScript and tells it where the target,
 * its weights and the digit are. Prints JSON. Named by paths, so that nothing is imported before the clock runs.
 */
import { readFileSync } from 'node:fs'

/** Milliseconds of each part, and the answer. */
export interface Start {
  readonly importing: number
  readonly making: number
  readonly predicting: number
  readonly outputs: readonly number[]
}

/** How each target comes to a function that answers one image. */
export type Way = 'load' | 'create' | 'read' | 'int16' | 'plain' | 'empty'

interface Predictor {
  predict(image: Float32Array): Float32Array
}

const [, , way, module, weightsFile, imageFile] = process.argv as unknown as [
  string,
  string,
  Way,
  ...string[],
]
const floats = (file: string) => new Float32Array(new Uint8Array(readFileSync(file)).buffer)
const weights =
  way === 'plain' || way === 'int16' ? floats(weightsFile!) : new Uint8Array(readFileSync(weightsFile!))
const image = floats(imageFile!)

const BASE = { activation: 'tanh', loss: 'mse' }
const TENSORS = { H1w: 300, H1b: 768, H2w: 2400, H2b: 192, H3w: 5760, H3b: 30, outw: 300, outb: 10 }

const started = performance.now()
const imported = await import(module!)
const importedAt = performance.now()
const network: Predictor = await make()
const madeAt = performance.now()
const outputs = network.predict(image)
const predictedAt = performance.now()

const start: Start = {
  importing: importedAt - started,
  making: madeAt - importedAt,
  predicting: predictedAt - madeAt,
  outputs: [...outputs],
}
process.stdout.write(JSON.stringify(start))

async function make(): Promise<Predictor> {
  if (way === 'load') return imported.Network.load(weights)
  if (way === 'create') return imported.Network.create(imported.recipes.base)
  if (way === 'read') {
    const reader = await imported.DigitClassifier.load()
    return { predict: (digit) => reader.classify(digit).scores }
  }
  if (way === 'int16')
    return imported.Int16Network.create({ config: BASE, state: stateOf(weights as Float32Array) })
  if (way === 'plain') return new imported.TunedNetwork('base', weights, 1)
  return { predict: () => new Float32Array(10) }
}

/** The tensors of a state dict, in the order in which `weights.f32` has them. */
function stateOf(values: Float32Array): Record<string, Float32Array> {
  let end = 0
  return Object.fromEntries(
    Object.entries(TENSORS).map(([name, length]) => {
      end += length
      return [name, values.slice(end - length, end)]
    }),
  )
}
