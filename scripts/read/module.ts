/** The reader of several digits with its lattice laid open, instantiated: `assembly/read/training.ts`. */
import { readFileSync } from 'node:fs'
import { CLASSES } from '../../src/model/shape.js'

export const FEATURES = 24
const MOST_SPANS = 3072

interface Exports {
  readonly memory: WebAssembly.Memory
  readonly RAW: WebAssembly.Global
  readPage(width: number, height: number): number
  pageConfidence(): number
  readAddress(region: number): number
  spanAddress(region: number): number
  restoreSpan(span: number): void
  lineMeasure(which: number): number
  cutAll(all: boolean): void
  findWays(component: number): number
  wayCost(x: number, y: number): number
  exp(x: number): number
  log(x: number): number
  componentCount(): number
  componentSide(component: number, side: number): number
  spanCount(): number
  lastPlace(): number
}

/** What was read of a page. */
export interface PageText {
  readonly text: string
  readonly confidence: number
}

export class ReadModule {
  readonly exports: Exports
  readonly page: Uint8Array
  readonly digits: Int32Array
  readonly lines: Int32Array
  /** The lattice of the line read last. */
  readonly from: Int32Array
  readonly to: Int32Array
  readonly measures: Float32Array
  readonly logits: Float32Array
  readonly plain: Float32Array
  readonly boxes: Int16Array
  readonly scores: Float32Array
  readonly none: Float32Array
  readonly weights: Float32Array
  readonly line: Uint8Array
  readonly span: Uint8Array
  readonly raw: Uint8Array
  readonly labels: Uint16Array

  constructor(file = new URL('../../build/read-training.wasm', import.meta.url)) {
    const module = new WebAssembly.Module(readFileSync(file))
    const exports = new WebAssembly.Instance(module).exports as unknown as Exports
    const { buffer } = exports.memory
    this.exports = exports
    this.page = new Uint8Array(buffer, exports.readAddress(0), 160_000)
    this.digits = new Int32Array(buffer, exports.readAddress(1), 256)
    this.lines = new Int32Array(buffer, exports.readAddress(2), 256)
    const at = (region: number) => exports.spanAddress(region)
    this.from = new Int32Array(buffer, at(0), MOST_SPANS)
    this.to = new Int32Array(buffer, at(1), MOST_SPANS)
    this.measures = new Float32Array(buffer, at(2), MOST_SPANS * FEATURES)
    this.logits = new Float32Array(buffer, at(3), MOST_SPANS * CLASSES)
    this.plain = new Float32Array(buffer, at(4), MOST_SPANS * CLASSES)
    this.boxes = new Int16Array(buffer, at(5), MOST_SPANS * 4)
    this.scores = new Float32Array(buffer, at(6), MOST_SPANS * CLASSES)
    this.none = new Float32Array(buffer, at(7), MOST_SPANS)
    this.line = new Uint8Array(buffer, at(9), 1 << 17)
    this.span = new Uint8Array(buffer, at(10), 1 << 17)
    this.labels = new Uint16Array(buffer, at(12), 1 << 17)
    this.raw = new Uint8Array(buffer, at(11), 784)
    this.weights = new Float32Array(buffer, at(8), FEATURES + 3)
  }

  /** Reads width × height bytes of ink. */
  read(ink: Uint8Array, width: number, height: number): PageText {
    this.page.set(ink)
    const count = this.exports.readPage(width, height)
    let text = ''
    for (let i = 0; i < count; i++) {
      if (i > 0 && this.lines[i] !== this.lines[i - 1]) text += '\n'
      text += this.digits[i]
    }
    return { text, confidence: this.exports.pageConfidence() }
  }
}
