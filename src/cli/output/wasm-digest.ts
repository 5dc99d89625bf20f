/** The compiled kernels in this package, and their digest. */
import { createHash } from 'node:crypto'
import { decode } from '../../wasm/index.js'
import base64 from '../../wasm/lenet1989.wasm.js'

/** The WebAssembly module that trains. */
export const kernels = (): Uint8Array<ArrayBuffer> => decode(base64)

/** SHA-256 of it: the same kernels, seeds and digits give the same weights. */
export const wasmSha256 = (): string => createHash('sha256').update(kernels()).digest('hex')
