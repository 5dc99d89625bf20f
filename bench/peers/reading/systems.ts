/** Who reads the pictures: this project, Tesseract, and a network of MNIST's digits behind two kinds of preprocessing. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { encode } from 'fast-png'
import { createWorker, OEM, PSM } from 'tesseract.js'
import { DigitReader } from '../../../dist/classifier/read/index.js'
import type { Picture } from '../../../scripts/pictures/conditions.js'
import { Cnn, type CnnWeights, useWasm } from './cnn.js'
import { asInTutorials, asMnistWasMade } from './preprocess.js'

/** What stands on a picture: one digit, a line of them, or several lines. */
export type Layout = 'digit' | 'line' | 'block'

export interface System {
  readonly name: string
  /** Changes with everything that may change its answers. */
  readonly version: string
  readonly about: string
  /** What it is able to read. */
  readonly layouts: readonly Layout[]
  start(): Promise<Reading>
}

export interface Reading {
  /** The digits, lines apart by `\n`; empty where it finds none. */
  read(picture: Picture, layout: Layout): Promise<string>
  stop(): Promise<unknown>
}

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const versionOf = (name: string): string =>
  JSON.parse(readFileSync(file(`../node_modules/${name}/package.json`), 'utf8')).version
/** Of a file that a command has made. */
const hash = (path: string, command: string): string => {
  if (!existsSync(file(path))) throw new Error(`${file(path)} is missing: ${command}`)
  return createHash('sha256')
    .update(readFileSync(file(path)))
    .digest('hex')
    .slice(0, 12)
}
const nothingToStop = async () => {}

/** A whole network for one digit, no way to tell several apart. */
function cnn(name: string, about: string, prepare: (picture: Picture) => Float32Array | undefined): System {
  return {
    name,
    version: `@tensorflow/tfjs ${versionOf('@tensorflow/tfjs')}, weights ${hash('../../results/cnn.json', 'npx tsx bench/peers/reading/train.ts')}`,
    about,
    layouts: ['digit'],
    async start() {
      await useWasm()
      const { layers } = JSON.parse(readFileSync(file('../../results/cnn.json'), 'utf8')) as {
        layers: CnnWeights
      }
      const network = new Cnn(layers)
      const read = async (picture: Picture) => {
        const digit = prepare(picture)
        return digit ? String(network.classify(digit)[0]) : ''
      }
      return { read, stop: nothingToStop }
    },
  }
}

const MODES: Readonly<Record<Layout, PSM>> = {
  digit: PSM.SINGLE_CHAR,
  line: PSM.SINGLE_LINE,
  block: PSM.SINGLE_BLOCK,
}

export const systems: readonly System[] = [
  {
    name: 'lenet1989',
    version: `read.wasm ${hash('../../../dist/read.wasm', 'npm run build')}`,
    about: 'DigitReader: classify for one digit, read for strings; nothing rejected',
    layouts: ['digit', 'line', 'block'],
    async start() {
      const reader = await DigitReader.load()
      const read = async (picture: Picture, layout: Layout) =>
        layout === 'digit' ? String(reader.classify(picture).digit ?? '') : reader.read(picture).text
      return { read, stop: nothingToStop }
    },
  },
  {
    name: 'Tesseract',
    version: `tesseract.js ${versionOf('tesseract.js')}, @tesseract.js-data/eng ${versionOf('@tesseract.js-data/eng')} (4.0.0_best_int)`,
    about: 'LSTM, digits alone allowed, told whether it sees a character, a line or a block',
    layouts: ['digit', 'line', 'block'],
    async start() {
      const worker = await createWorker('eng', OEM.LSTM_ONLY, {
        langPath: file('../node_modules/@tesseract.js-data/eng/4.0.0_best_int'),
        gzip: true,
        cacheMethod: 'none',
      })
      let mode: PSM | undefined
      const read = async ({ data, width, height }: Picture, layout: Layout) => {
        if (MODES[layout] !== mode) {
          mode = MODES[layout]
          await worker.setParameters({ tessedit_char_whitelist: '0123456789', tessedit_pageseg_mode: mode })
        }
        const png = encode({ data: new Uint8Array(data), width, height, channels: 4, depth: 8 })
        const { text } = (await worker.recognize(Buffer.from(png))).data
        return text
          .split('\n')
          .map((line) => line.replace(/\D/g, ''))
          .filter(Boolean)
          .join('\n')
      }
      return { read, stop: () => worker.terminate() }
    },
  },
  cnn(
    'CNN, careful',
    "the tutorial's network behind Otsu's threshold, the largest component, 20 pixels, centre of mass: as MNIST was made",
    asMnistWasMade,
  ),
  cnn(
    'CNN, tutorial',
    "TensorFlow.js's tutorial network on the whole picture: grey, turned over, shrunk to 28×28",
    asInTutorials,
  ),
]
