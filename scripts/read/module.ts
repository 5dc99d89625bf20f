/** The reader of several digits with its lattice laid open, instantiated: `assembly/read/training.ts`. */
import { readFileSync } from 'node:fs'
import { CLASSES, RAW_PIXELS } from '../../src/model/shape.js'
import { globalValue } from '../../src/wasm/instance.js'

export const FEATURES = 24
const MOST_SPANS = 3072
const MOST_DIGITS = 256
const PAGE_PIXELS = 400 * 400
const LINE_PIXELS = 1 << 17

interface Exports extends Record<string, unknown> {
  readonly memory: WebAssembly.Memory
  readPage(width: number, height: number): number
  pageConfidence(): number
  restoreSpan(span: number): void
  cutAll(all: boolean): void
  findWays(component: number): number
  wayCost(x: number, y: number): number
  exp(x: number): number
  log(x: number): number
  componentCount(): number
  componentLeft(component: number): number
  componentTop(component: number): number
  componentRight(component: number): number
  componentBottom(component: number): number
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
    this.exports = exports
    const int32 = (region: string, length: number) => new Int32Array(...this.#place(region, length))
    const float32 = (region: string, length: number) => new Float32Array(...this.#place(region, length))
    const uint8 = (region: string, length: number) => new Uint8Array(...this.#place(region, length))
    this.page = uint8('PAGE', PAGE_PIXELS)
    this.digits = int32('DIGITS', MOST_DIGITS)
    this.lines = int32('DIGIT_LINES', MOST_DIGITS)
    this.from = int32('SPAN_FROM', MOST_SPANS)
    this.to = int32('SPAN_TO', MOST_SPANS)
    this.measures = float32('SPAN_MEASURES', MOST_SPANS * FEATURES)
    this.logits = float32('SPAN_LOGITS', MOST_SPANS * CLASSES)
    this.plain = float32('SPAN_PLAIN', MOST_SPANS * CLASSES)
    this.boxes = new Int16Array(...this.#place('SPAN_BOXES', MOST_SPANS * 4))
    this.scores = float32('SPAN_SCORES', MOST_SPANS * CLASSES)
    this.none = float32('SPAN_NONE', MOST_SPANS)
    this.weights = float32('WEIGHTS', FEATURES + 3)
    this.line = uint8('LINE', LINE_PIXELS)
    this.labels = new Uint16Array(...this.#place('LINE_LABELS', LINE_PIXELS))
    this.span = uint8('SPAN', LINE_PIXELS)
    this.raw = uint8('RAW', RAW_PIXELS)
  }

  #place(region: string, length: number): [ArrayBuffer, number, number] {
    return [this.exports.memory.buffer, globalValue(this.exports, region), length]
  }

  /** Spans of the lattice. */
  get spans(): number {
    return globalValue(this.exports, 'spans')
  }

  /** Cuts of the line; a span lies between two of them, or between one and an end. */
  get cuts(): number {
    return globalValue(this.exports, 'cuts')
  }

  /** Corner of the line on the page, in pixels of the page; its size in pixels of its own, `scale` of which make one of the page. */
  get lineBox(): { left: number; top: number; width: number; height: number; scale: number } {
    const value = (name: string) => globalValue(this.exports, name)
    return {
      left: value('lineLeft'),
      top: value('lineTop'),
      width: value('lineWidth'),
      height: value('lineHeight'),
      scale: value('lineScale'),
    }
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
