/** The wasm module in this package, and its digest. */
import { createHash } from 'node:crypto'
import { decode } from '../../wasm/index.js'
import text from '../../wasm/lenet1989.wasm.js'

/** The wasm module that trains. */
export const kernels = (): Uint8Array<ArrayBuffer> => decode(text)

/** Its SHA-256: the same module, seeds and digits give the same weights. */
export const wasmSha256 = (): string => createHash('sha256').update(kernels()).digest('hex')
