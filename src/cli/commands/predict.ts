/** `lenet1989 predict FILE.png…`: classifies the digits on pictures. */
import { type Classification, type ClassifyOptions, DigitClassifier } from '../../classifier/index.js'
import { ruleOf } from '../../classifier/max-error.js'
import { LenetError, located } from '../../model/errors.js'
import { IMAGE_SIDE } from '../../model/shape.js'
import { fileError } from '../../node/files.js'
import { readFileCapped } from '../../node/index.js'
import { type AddCommand, type Context, examples } from '../command.js'
import { share } from '../input/options.js'
import { oneLine } from '../terminal/format.js'
import type { Terminal } from '../terminal/terminal.js'

interface PredictOptions {
  readonly json?: true
  readonly show?: true
  readonly maxError?: number
}

/** More than a picture of a digit needs, and little enough to be harmless. */
const MAX_FILE_BYTES = 32_000_000

export const addPredict: AddCommand = (program, context) => {
  program
    .command('predict')
    .argument('<file.png...>', 'pictures of one handwritten digit each; - for standard input')
    .summary('read handwritten digits on PNG pictures')
    .description(
      'Reads one handwritten digit on each picture, with the network that this package ships. Pen and paper may have any ' +
        'colours, the digit any size and place. Prints the digit, or - where nothing is drawn, and how likely it is right.',
    )
    .option('--show', 'draw the 16×16 pixels that the network sees')
    .option(
      '--max-error <share>',
      'mark as rejected what lies below the thresholds for this share of misread digits, such as 0.001',
      share,
    )
    .option('--json', 'print one JSON object for each file, a line each')
    .addHelpText(
      'after',
      examples([
        ['predict seven.png', 'one digit'],
        ['predict *.png --json', 'many, for a program'],
        ['predict seven.png --show --max-error 0.001', 'what it sees, and whether to believe it'],
      ]),
    )
    .action((files: string[], options: PredictOptions) => predict(files, options, context))
}

async function predict(files: readonly string[], options: PredictOptions, { terminal, signal }: Context) {
  const { decodePng } = await import('../input/png/index.js')
  const asked: ClassifyOptions = options.maxError === undefined ? {} : { maxError: options.maxError }
  try {
    ruleOf(asked)
  } catch (error) {
    throw located(error, '--max-error')
  }
  const classifier = await DigitClassifier.load()
  const read = async (file: string): Promise<Classification> => {
    const bytes = file === '-' ? await standardInput() : await readFileCapped(file, MAX_FILE_BYTES)
    try {
      return classifier.classify(decodePng(bytes), asked)
    } catch (error) {
      if (error instanceof LenetError && error.code === 'ERR_CONFIG') throw error
      throw located(error, file === '-' ? STANDARD_INPUT : file)
    }
  }
  let failed = 0
  const width = Math.max(...files.map(({ length }) => length))
  for (const file of files) {
    signal.throwIfAborted()
    let result: Classification
    try {
      result = await read(file)
    } catch (error) {
      if (!(error instanceof LenetError) || error.code === 'ERR_CONFIG' || files.length === 1) throw error
      // the others are read all the same
      terminal.fail(oneLine(error.message))
      failed++
      continue
    }
    terminal.print(options.json ? json(file, result) : line(file.padEnd(width), result, terminal))
    if (options.show) for (const row of picture(result.input)) terminal.print(row)
  }
  if (failed > 0) throw new LenetError('ERR_FILE', `${failed} of ${files.length} pictures could not be read`)
}

const STANDARD_INPUT = 'standard input'

/** @throws {LenetError} ERR_FILE if nothing comes, or too much */
async function standardInput(): Promise<Uint8Array> {
  const { stdin } = process
  if (stdin.isTTY)
    throw new LenetError('ERR_FILE', `${STANDARD_INPUT} is a terminal, expected a PNG: predict - < file.png`)
  const pieces: Uint8Array[] = []
  let length = 0
  try {
    for await (const piece of stdin) {
      pieces.push(piece)
      length += piece.length
      if (length > MAX_FILE_BYTES) break
    }
  } catch (cause) {
    throw fileError('read', STANDARD_INPUT, cause)
  }
  if (length > MAX_FILE_BYTES)
    throw new LenetError(
      'ERR_FILE',
      `${STANDARD_INPUT}: more than ${MAX_FILE_BYTES} bytes, the most expected`,
    )
  if (length === 0)
    throw new LenetError('ERR_FILE', `${STANDARD_INPUT} is empty, expected a PNG: predict - < file.png`)
  return Buffer.concat(pieces)
}

function line(file: string, { digit, confidence, rejected }: Classification, terminal: Terminal): string {
  if (digit === null) return `${file}  -  nothing is drawn`
  const sure = `${(100 * confidence).toFixed(2)}%`.padStart(7)
  return `${file}  ${terminal.style('bold', String(digit))}  ${sure}${rejected ? '  rejected' : ''}`
}

const json = (file: string, { digit, confidence, scores, rejected }: Classification): string =>
  JSON.stringify({ file, digit, confidence, rejected, scores: [...scores] })

/** Two characters a pixel, as a character is twice as high as wide. */
function picture(input: Float32Array): string[] {
  const shades = [' ', '░', '▒', '▓', '█']
  const shade = (pixel: number) => shades[Math.round(((pixel + 1) / 2) * (shades.length - 1))]!.repeat(2)
  return Array.from({ length: IMAGE_SIDE }, (_, y) =>
    Array.from(input.subarray(y * IMAGE_SIDE, (y + 1) * IMAGE_SIDE), shade)
      .join('')
      .trimEnd(),
  )
}
