/** The networks into which one can look: the packaged classifier's, and those that are trained on the page. */
import type { Activations, StateDict } from 'lenet1989'
import { RemoteNetwork } from 'lenet1989/worker'
import url from '../../../classifier/digits.safetensors?url'
import type { Subject } from '../train/training.js'

export interface Inspected {
  readonly name: string
  /** Whether it reads digits straightened by the moments of their ink. */
  readonly straightened: boolean
  inspect(image: Float32Array): Promise<{ activations: Activations; state: StateDict } | undefined>
  outputs(images: Float32Array): Promise<Float32Array | undefined>
  watch(listener: () => void): void
}

export const trained = ({ name, trainer, watch }: Subject): Inspected => ({
  name,
  straightened: false,
  inspect: (image) => trainer.inspect(image),
  outputs: (images) => trainer.outputs(images),
  watch,
})

/** @param worker holds it beside others */
export async function packaged(worker: Worker): Promise<Inspected> {
  const response = await fetch(url)
  if (!response.ok)
    throw new Error(`The classifier’s weights could not be fetched: the server answered ${response.status}.`)
  const network = await RemoteNetwork.load(worker, new Uint8Array(await response.arrayBuffer()))
  const state = await network.stateDict()
  return {
    name: 'The packaged classifier',
    straightened: true,
    inspect: async (image) => ({ activations: await network.activations(image), state }),
    outputs: (images) => network.predict(images),
    watch() {},
  }
}
