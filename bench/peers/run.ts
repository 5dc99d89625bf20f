/** What was found, as it is kept in a file. */
import type { Machine } from '../machine.js'
import type { Case, Timing } from './cases.js'
import type { Size } from './sizes.js'

/** A figure, or what the peer said when it could not. */
export type Result<T> = T | { readonly error: string }
export const failed = (result: object): result is { readonly error: string } => 'error' in result

/** Timing of a case, and how far the outputs were from ours at most, before. */
export interface CaseResult extends Timing {
  readonly difference?: number
}

export interface PeerResult {
  readonly name: string
  readonly version: string
  readonly about: string
  readonly nearest?: string
  /** By the case's name; what a row does not stand for is left out. */
  readonly cases: Readonly<Record<string, Result<CaseResult>>>
  /** Milliseconds from import to the first prediction. */
  readonly first?: Result<Timing>
  readonly size: Size
}

export interface PeersRun {
  readonly machine: Machine
  readonly rounds: number
  readonly milliseconds: number
  readonly cases: readonly Case[]
  readonly peers: readonly PeerResult[]
  /** Peers that are not there, and why. */
  readonly missing: Readonly<Record<string, string>>
}
