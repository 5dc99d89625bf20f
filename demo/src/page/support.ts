/** Whether the browser has what the page needs. */

/** `(module (func (result v128) i32.const 0 i8x16.splat))`: valid where there is SIMD. */
const SIMD = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11,
]

/** What reading lacks, as a sentence; `undefined` if nothing. */
export function lacksReading(): string | undefined {
  if (typeof WebAssembly !== 'object') return 'This browser has no WebAssembly, or it is switched off.'
  if (!WebAssembly.validate(Uint8Array.from(SIMD))) return 'This browser’s WebAssembly has no SIMD.'
  return undefined
}

/** What training lacks beyond that. */
export function lacksTraining(): string | undefined {
  if (location.protocol === 'file:')
    return 'This page was opened from a file: browsers give workers and digits to pages from a server only.'
  if (typeof DecompressionStream !== 'function')
    return 'This browser cannot unpack the digits (DecompressionStream).'
  if (typeof Worker !== 'function') return 'This browser has no workers to train in.'
  return undefined
}

/** Which browsers have all of it. */
export const SUITABLE = 'Chrome and Edge have it from 100, Firefox from 114, Safari from 16.4.'
