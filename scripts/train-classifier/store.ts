/** What a run leaves in its folder of work: where it stands, to be taken up again, and what it came to, to be made once only. */
import { createHash } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { decodeSafetensors, encodeSafetensors } from '../../src/formats/index.js'
import { decodeTensors, encodeTensors, type Metadata } from '../../src/formats/tensors.js'
import type { StateDict } from '../../src/model/state.js'
import { isMissing, readFileCapped, writeFileAtomic } from '../../src/node/files.js'
import { wasmBytes } from './module.js'
import type { ClassifierRecipe } from './recipe.js'
import type { Snapshot } from './trainer.js'

/** A network to be trained. */
export interface Job {
  readonly recipe: ClassifierRecipe
  readonly seed: number
}

/** What it came to. Plain data: it crosses threads. */
export interface Result {
  readonly seed: number
  readonly state: StateDict
  /** Mean loss of the last pass's digits, distorted as they were. */
  readonly loss: number
  /** Seconds spent training, in all sittings. */
  readonly seconds: number
}

/** Larger than any file of ours. */
const CAP = 1 << 20
const TENSORS = ['parameters', 'averages', 'firstMoments', 'secondMoments'] as const

/** The files of a job, named by the digest of all that decides what it comes to. */
export class Store {
  readonly #path: string

  private constructor(path: string) {
    this.#path = path
  }

  /**
   * @param digits digest of the digits
   * @param folder where the files lie
   */
  static async of({ recipe, seed }: Job, digits: string, folder: string): Promise<Store> {
    await mkdir(folder, { recursive: true })
    const hash = createHash('sha256')
      .update(JSON.stringify({ recipe, seed }))
      .update(digits)
      .update(wasmBytes())
    return new Store(`${folder}/${hash.digest('hex').slice(0, 20)}`)
  }

  async saveSnapshot(snapshot: Snapshot, seconds: number): Promise<void> {
    const tensors = TENSORS.map((name) => ({ name, shape: [snapshot[name].length], values: snapshot[name] }))
    const { pass, steps, powers } = snapshot
    const metadata = { place: JSON.stringify({ pass, steps, powers, seconds }) }
    await writeFileAtomic(`${this.#path}.snapshot`, encodeTensors(tensors, metadata))
  }

  async loadSnapshot(length: number): Promise<(Snapshot & { readonly seconds: number }) | undefined> {
    const bytes = await read(`${this.#path}.snapshot`)
    if (!bytes) return undefined
    const expected = { dtype: 'F32', shape: [length] } as const
    const { tensors, metadata } = decodeTensors(bytes, () =>
      Object.fromEntries(TENSORS.map((name) => [name, expected])),
    )
    return { ...(tensors as Pick<Snapshot, (typeof TENSORS)[number]>), ...JSON.parse(metadata.place!) }
  }

  async saveResult({ seed, state, loss, seconds }: Result): Promise<void> {
    const metadata: Metadata = { result: JSON.stringify({ seed, loss, seconds }) }
    await writeFileAtomic(`${this.#path}.safetensors`, encodeSafetensors(state, metadata))
    await rm(`${this.#path}.snapshot`, { force: true })
  }

  async loadResult(): Promise<Result | undefined> {
    const bytes = await read(`${this.#path}.safetensors`)
    if (!bytes) return undefined
    const { state, metadata } = decodeSafetensors(bytes)
    return { state, ...JSON.parse(metadata.result!) }
  }
}

const read = (path: string): Promise<Uint8Array | undefined> =>
  readFileCapped(path, CAP).catch((error: unknown) => {
    if (isMissing(error)) return undefined
    throw error
  })
