/** SHA-256 for hosts without Web Crypto: a file of its own, which only they load. */
import { sha256 as digest } from '@noble/hashes/sha2.js'

export const sha256 = (bytes: Uint8Array<ArrayBuffer>): Uint8Array => digest(bytes)
