/** `lenet1989 predict FILE…`: reads the digits on pictures. */
import { Option } from 'commander'
import type { ClassifyOptions } from '../../classifier/index.js'
import { ruleOf } from '../../classifier/max-error.js'
import { InkFinder } from '../../classifier/read/found.js'
import { DigitReader } from '../../classifier/read/index.js'
import { leastConfidence } from '../../classifier/read/options.js'
import { LenetError, located } from '../../model/errors.js'
import { readFileCapped } from '../../node/index.js'
import { type AddCommand, type Context, examples } from '../command.js'
import { share } from '../input/options.js'
import { decodePicture } from '../input/picture.js'
import { readStdin, STANDARD_INPUT } from '../input/stdin.js'
import { checkWritable, writeThrough } from '../output/files.js'
import { answerText, failureJson, type Prediction, predictionJson, REASONS } from '../output/prediction.js'
import { type Failure, predictionsSvg } from '../output/prediction-svg.js'
import { oneLine } from '../terminal/format.js'
import { drawn } from '../terminal/prediction.js'
import type { Terminal } from '../terminal/terminal.js'

interface PredictOptions {
  readonly number?: true
  readonly json?: true
  readonly show?: true
  readonly svg?: string
  readonly maxError?: number
  readonly views?: '1' | '2' | '4'
}

/** More than a photo needs, and little enough to be harmless. */
const MAX_FILE_BYTES = 32_000_000
/** Pictures of one SVG: each takes up to some hundred kilobytes of it. */
const MAX_DRAWN = 1000
const STDIN = '-'

export const addPredict: AddCommand = (program, context) => {
  program
    .command('predict')
    .argument('<picture...>', 'PNG or JPEG files, photos too; - for standard input')
    .summary('read handwritten digits on PNG and JPEG pictures')
    .description(
      'Reads one handwritten digit on each picture, or with --number all of them, with the networks that this package ships. Pen and ' +
        'paper may have any colours, digits any size and place; photos are turned as their camera says. Prints what was read, or - ' +
        'where there is nothing, and how likely it is right.',
    )
    .option('--number', 'read several digits: zip codes, numbers, columns')
    .option(
      '--max-error <share>',
      'mark as rejected what lies below the thresholds for this share of misread pictures, such as 0.005',
      share,
    )
    .addOption(
      new Option('--views <n>', 'how many times the network reads each digit (default: 4)')
        .choices(['1', '2', '4'])
        .conflicts('number'),
    )
    .option('--show', 'draw the ink that was found, the 16×16 pixels that the network sees, and the scores')
    .option('--svg <file>', 'draw the same, and where it was found on the picture, into a file')
    .addOption(new Option('--json', 'print one JSON object for each picture, a line each').conflicts('show'))
    .addHelpText(
      'after',
      examples([
        ['predict seven.png', 'one digit'],
        ['predict --number zip.jpg', 'all digits of a photo'],
        ['predict *.png --json', 'many, for a program'],
        ['predict seven.png --show --max-error 0.005', 'what it sees, and whether to believe it'],
        ['predict *.jpg --svg what.svg', 'the same of many, to look at'],
        ['predict - < seven.png', 'from standard input'],
      ]),
    )
    .action((files: string[], options: PredictOptions) => predict(files, options, context))
}

async function predict(files: readonly string[], options: PredictOptions, { terminal, signal }: Context) {
  const { svg, json } = options
  if (svg !== undefined) {
    if (files.length > MAX_DRAWN)
      throw new LenetError('ERR_CONFIG', `--svg: ${files.length} pictures, expected at most ${MAX_DRAWN}`)
    await checkWritable(svg, '--svg')
  }
  const read = await reader(options)
  const drawings: (Prediction | Failure)[] = []
  const width = Math.max(...files.map((file) => oneLine(file).length))
  let failed = 0
  for (const file of files) {
    signal.throwIfAborted()
    try {
      const prediction = await read(file)
      terminal.print(
        json ? predictionJson(prediction) : line(oneLine(file).padEnd(width), prediction, terminal),
      )
      if (options.show) for (const row of drawn(prediction, terminal)) terminal.print(row)
      if (svg !== undefined) drawings.push(prediction)
    } catch (error) {
      if (!(error instanceof LenetError) || error.code === 'ERR_CONFIG') throw error
      if (json) terminal.print(failureJson(file, error))
      else if (files.length === 1 && svg === undefined) throw error
      // the remaining files are still read
      terminal.fail(oneLine(error.message))
      if (svg !== undefined) drawings.push({ file, message: error.message })
      failed++
    }
  }
  if (svg !== undefined) await writeThrough(svg, Buffer.from(predictionsSvg(drawings)))
  if (failed > 0) throw new LenetError('ERR_FILE', `${failed} of ${files.length} pictures could not be read`)
}

/** Reads a file as the options ask. */
async function reader(options: PredictOptions): Promise<(file: string) => Promise<Prediction>> {
  const { maxError } = options
  const asked = maxError === undefined ? {} : { maxError }
  try {
    if (options.number) leastConfidence(asked)
    else ruleOf(asked)
  } catch (error) {
    throw located(error, '--max-error')
  }
  const digits = await DigitReader.load()
  const finder = await InkFinder.load()
  const one: ClassifyOptions = options.views ? { ...asked, views: Number(options.views) as 1 | 2 | 4 } : asked
  const isDrawn = options.show || options.svg !== undefined
  return async (file) => {
    const bytes =
      file === STDIN
        ? await readStdin(MAX_FILE_BYTES, 'a PNG or JPEG: predict - < file.png')
        : await readFileCapped(file, MAX_FILE_BYTES)
    try {
      const picture = await decodePicture(bytes)
      const ink = isDrawn ? finder.page(picture) : undefined
      if (options.number) return { kind: 'number', file, picture, ink, result: digits.read(picture, asked) }
      const found = isDrawn || options.json ? finder.digit(picture) : undefined
      return { kind: 'digit', file, picture, ink, found, result: digits.classify(picture, one) }
    } catch (error) {
      throw error instanceof LenetError && error.code === 'ERR_CONFIG'
        ? error
        : located(error, file === STDIN ? STANDARD_INPUT : file)
    }
  }
}

function line(file: string, prediction: Prediction, terminal: Terminal): string {
  const { confidence, rejected, reason } = prediction.result
  const answer = answerText(prediction)
  if (answer === '-') return `${file}  -  ${REASONS[reason ?? 'empty']}`
  const sure = `${(100 * confidence).toFixed(2)}%`.padStart(7)
  const mark = rejected ? `  rejected${reason ? `: ${REASONS[reason]}` : ''}` : ''
  return `${file}  ${terminal.style('bold', answer)}  ${sure}${mark}`
}
