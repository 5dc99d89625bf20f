/** What a worker is told, and what it tells. */
import type { LoadedDigits } from '../node/index.js'
import type { RunResult } from '../sweep/run.js'
import type { Settings } from '../sweep/settings.js'
import type { Hands } from './in-hand.js'

export interface WorkerOptions {
  readonly threads: number
  /** SHA-256 of the wasm modules at hand. */
  readonly wasmSha256: string
  /** Loads digits for a sweep. What it throws, if a LenetError, is the reason why the sweep is left to others. */
  readonly loadDigits: (settings: Settings) => Promise<LoadedDigits>
  /** Stops the worker: runs in hand are saved and put back. */
  readonly signal: AbortSignal
  /** A worker that is silent for so long has lost its runs to others, in seconds. */
  readonly lease: number
  /** Seconds between two checkpoints of a run. */
  readonly saveSeconds: number
  /** Ends the worker when it has had nothing to do for so many seconds. */
  readonly idleExit?: number | undefined
  /** Called with what happens, for people. */
  readonly onEvent?: (event: WorkerEvent) => void
  /** Makes a run in another way than in threads: for tests. */
  readonly make?: Hands['make']
}

export type WorkerEvent =
  | { readonly what: 'joined'; readonly sweep: string }
  | { readonly what: 'refused'; readonly sweep: string; readonly why: string }
  /** Redis answered with an error; the worker goes on trying. */
  | { readonly what: 'trouble'; readonly why: string }
  | { readonly what: 'finished'; readonly sweep: string; readonly run: RunResult }
  | {
      readonly what: 'failed' | 'returned' | 'lost'
      readonly sweep: string
      readonly run: string
      readonly why?: string
    }
