/** What the comparison of readers came to, as bench/results/reading.json keeps it. */
import type { Machine } from '../../machine.js'

/** How many pictures of a set a system read wholly right. */
export interface SetResult {
  readonly version: string
  readonly pictures: number
  readonly right: number
}

export interface ReadingRun {
  readonly machine: Machine
  readonly systems: readonly { readonly name: string; readonly version: string; readonly about: string }[]
  readonly sets: readonly {
    readonly name: string
    readonly kind: 'condition' | 'string'
    /** By the system's name; those that cannot read the set are missing. */
    readonly results: Readonly<Record<string, SetResult>>
  }[]
}
