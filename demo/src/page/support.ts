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
    return 'This page was opened from a file: browsers allow workers and data files only for pages from a server.'
  if (typeof DecompressionStream !== 'function')
    return 'This browser cannot unpack the digits (DecompressionStream).'
  if (typeof Worker !== 'function') return 'This browser has no workers, which training needs.'
  return undefined
}

/** Which browsers have all of it. */
export const SUITABLE = 'Supported from Chrome and Edge 100, Firefox 114, Safari 16.4.'
