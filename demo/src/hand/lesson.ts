/** What the page and the worker that learns a hand tell each other. */

export interface Sample {
  /** Grey, a byte a pixel. */
  readonly input: { readonly data: Uint8Array; readonly width: number; readonly height: number }
  readonly label: number
  /** 0 for the first time this digit was written. */
  readonly round: number
}

/** Scanned digits, 28×28 bytes each. */
interface Scans {
  readonly images: Uint8Array
  readonly labels: Uint8Array
}

export interface Lesson {
  readonly samples: readonly Sample[]
  /** Digits of other hands, which are not to be unlearnt. */
  readonly keep: Scans
  readonly test: Scans
}

export interface Taught {
  readonly weights: Float32Array
  /** What each sample was read as before, and by a network that learned from others only; −1 for nothing. */
  readonly answers: readonly { readonly before: number; readonly after: number }[]
  readonly labels: readonly number[]
  /** Test digits of other hands misread. */
  readonly test: { readonly before: number; readonly after: number; readonly count: number }
  readonly files: {
    readonly safetensors: Uint8Array<ArrayBuffer>
    readonly onnx: Uint8Array<ArrayBuffer>
    readonly snippet: string
  }
}

export type FromTeacher =
  | { readonly progress: number }
  | { readonly taught: Taught }
  | { readonly failed: string }
