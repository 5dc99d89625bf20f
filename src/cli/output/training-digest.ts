/** The digest of everything that trains: two sweeps with it, and with the same digits, recipes and seeds, end at the same weights. */
import { createHash } from 'node:crypto'
import full from '../../wasm/full.wasm.js'
import { decode } from '../../wasm/index.js'
import { kernels } from './wasm-digest.js'

/** SHA-256 of lenet1989.wasm and full.wasm, one after the other: which of them trains is for the recipe to say. */
export const trainingSha256 = (): string =>
  createHash('sha256').update(kernels()).update(decode(full)).digest('hex')
