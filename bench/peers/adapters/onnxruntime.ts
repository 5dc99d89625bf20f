/** ONNX Runtime, native and as WebAssembly: a graph from a file, in a session for one batch size; one thread. */
import { readFileSync } from 'node:fs'
import type { InferenceSession, Tensor } from 'onnxruntime-common'
import { CLASSES, type Peer, type Predict } from '../peer.js'

/** What both packages export. */
export interface Runtime {
  readonly InferenceSession: typeof InferenceSession
  readonly Tensor: typeof Tensor
}

const FORMS = { 'as exported': 'exported', 'hand-folded': 'folded' } as const

/** Both graphs for one of the packages. The version is asked for when the process is up. */
export const peersOf = (name: string, about: string, runtime: Runtime): Readonly<Record<string, Peer>> =>
  Object.fromEntries(
    Object.entries(FORMS).map(([form, file]) => [
      `${name}, ${form}`,
      {
        about,
        predictor: (net, _, batch) => predictor(runtime, `${file}-${net}-${batch}.onnx`, batch),
        // the form of the graph makes no difference to that
        ...(file === 'exported' && { trainer: () => createTraining(runtime) }),
      } satisfies Peer,
    ]),
  )

/** Both packages once had training; what they say to somebody who looks for it. */
async function createTraining(ort: object): Promise<never> {
  const { TrainingSession } = ort as { TrainingSession: { create(options: object): Promise<never> } }
  try {
    return await TrainingSession.create({})
  } catch (error) {
    throw new Error(`TrainingSession.create: ${(error as Error).message}`)
  }
}

async function predictor(
  { InferenceSession, Tensor }: Runtime,
  file: string,
  batch: number,
): Promise<Predict> {
  const model = readFileSync(new URL(`dataset/${file}`, import.meta.url))
  const session = await InferenceSession.create(model, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    // it warns of initializers that its own optimizer has made superfluous
    logSeverityLevel: 3,
  })
  const [input, output] = [session.inputNames[0]!, session.outputNames[0]!]
  const shape = [batch, 1, 16, 16]
  return async (images) => {
    const outputs = await session.run({ [input]: new Tensor('float32', images, shape) })
    const { data } = outputs[output]!
    if (!(data instanceof Float32Array) || data.length !== batch * CLASSES) throw new Error('no outputs')
    return data
  }
}
