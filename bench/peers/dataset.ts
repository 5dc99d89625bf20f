/** Weights and digits as a file that JavaScript and Python can read: float32 values in one, what lies where in another. */
import { readFileSync, writeFileSync } from 'node:fs'
import type { StateDict } from '../../src/model/state.js'
import type { Folded } from './folded.js'
import type { Net, Weights } from './peer.js'

/** Weights are trained for inference, and fresh for training. */
export type Age = 'trained' | 'fresh'

export interface Dataset {
  readonly weights: (net: Net, age: Age) => Weights
  readonly images: Float32Array
  readonly labels: Uint8Array
}

interface Index {
  /** First value and number of values, by name. */
  readonly tensors: Readonly<Record<string, readonly [at: number, length: number]>>
  readonly labels: readonly number[]
}

const file = (folder: URL, name: string) => new URL(name, folder)

export function writeDataset(
  folder: URL,
  weights: Readonly<Record<`${Net}.${Age}`, Weights>>,
  images: Float32Array,
  labels: Uint8Array,
): void {
  const named: [string, Float32Array][] = [['images', images]]
  for (const [owner, { state, folded }] of Object.entries(weights)) {
    for (const [name, values] of Object.entries(state)) named.push([`${owner}.state.${name}`, values])
    for (const [name, values] of Object.entries(folded)) named.push([`${owner}.folded.${name}`, values])
  }
  const tensors: Record<string, readonly [number, number]> = {}
  let at = 0
  for (const [name, { length }] of named) {
    tensors[name] = [at, length]
    at += length
  }
  const all = new Float32Array(at)
  for (const [name, values] of named) all.set(values, tensors[name]![0])
  writeFileSync(file(folder, 'dataset.f32'), all)
  const index: Index = { tensors, labels: [...labels] }
  writeFileSync(file(folder, 'dataset.json'), JSON.stringify(index))
}

export function readDataset(folder: URL): Dataset {
  const { tensors, labels } = JSON.parse(readFileSync(file(folder, 'dataset.json'), 'utf8')) as Index
  const bytes = readFileSync(file(folder, 'dataset.f32'))
  const all = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
  const tensor = (name: string): Float32Array => {
    const [at, length] = tensors[name]!
    return all.slice(at, at + length)
  }
  const group = <T>(prefix: string): T => {
    const names = Object.keys(tensors).filter((name) => name.startsWith(prefix))
    return Object.fromEntries(names.map((name) => [name.slice(prefix.length), tensor(name)])) as T
  }
  return {
    weights: (net, age) => ({
      state: group<StateDict>(`${net}.${age}.state.`),
      folded: group<Folded>(`${net}.${age}.folded.`),
    }),
    images: tensor('images'),
    labels: Uint8Array.from(labels),
  }
}
