/**
 * What modules may be given as, for callers. A project may have the types of a page, of Node, of an edge host, or none of them: what is not declared there
 * is named so that it still compiles.
 */
import type { Bytes } from '../model/bytes.js'

/** A `WebAssembly.Module`, where the project's types know it. */
export type WasmModule = typeof globalThis extends { WebAssembly: { Module: { prototype: infer Module } } }
  ? Module
  : object

/** The memory of an instance, which never grows. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer
}

/** A `Response` of `fetch`, where the project's types know it. */
type FetchResponse = typeof globalThis extends { Response: { prototype: infer Response } } ? Response : object

/** A wasm module as accepted by options: compiled, as bytes, or as a response being fetched. */
export type WasmSource = WasmModule | Bytes | FetchResponse | Promise<FetchResponse>
