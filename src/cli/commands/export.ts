/** `lenet1989 export FILE --format …`: weights for other engines and tools. */
import { basename, dirname, extname, join } from 'node:path'
import { Option } from 'commander'
import { encodeJson } from '../../formats/json-weights.js'
import { weightsMetadata } from '../../formats/metadata.js'
import { toOnnx } from '../../formats/onnx/index.js'
import { encodeSafetensors } from '../../formats/safetensors.js'
import { LenetError } from '../../model/errors.js'
import { type AddCommand, type Context, examples } from '../command.js'
import {
  knownConfig,
  type Model,
  type ModelOptions,
  modelConfig,
  readModel,
  tellSource,
  withModel,
} from '../input/models.js'
import { wholeNumber } from '../input/options.js'
import { checkOutput, checkWritable, writeThrough } from '../output/files.js'
import { oneLine, size } from '../terminal/format.js'

type Format = 'onnx' | 'safetensors' | 'json'
const formats: readonly Format[] = ['onnx', 'safetensors', 'json']

interface ExportOptions extends ModelOptions {
  readonly format: Format
  readonly output?: string
  readonly batch?: number
  readonly raw28?: true
}

export const addExport: AddCommand = (program, context) => {
  withModel(program.command('export').argument('<file>', 'weights: safetensors, a checkpoint, .pt, JSON'))
    .summary('write weights for other engines: ONNX, safetensors, JSON')
    .description(
      'Writes weights in another format. An ONNX model (opset 17) is self-contained: from `images`, float32 ' +
        '[batch, 1, 16, 16] with ink 1 on −1, or with --raw28 uint8 [batch, 1, 28, 28] as in MNIST, to `outputs`, ' +
        'float32 [batch, 10].',
    )
    .addOption(new Option('--format <name>', 'what to write').choices(formats).default('onnx'))
    .option('--output <file>', 'the file to write (default: beside <file>, with another extension)')
    .option('--batch <n>', 'ONNX: fixed number of images per call', wholeNumber)
    .option('--raw28', 'ONNX: scale and resize raw 28×28 bytes inside the model')
    .addHelpText(
      'after',
      examples([
        ['export m.safetensors', 'm.onnx, for onnxruntime and similar engines'],
        ['export m.safetensors --raw28 --batch 1', 'one raw digit at a time'],
        ['export run.ckpt --format json --output m.json', 'numbers for any program'],
      ]),
    )
    .action((file: string, options: ExportOptions) => exportModel(file, options, context))
}

async function exportModel(file: string, options: ExportOptions, context: Context): Promise<void> {
  const { terminal } = context
  const { format, output = beside(file, format), batch, raw28 } = options
  if (format !== 'onnx' && (batch !== undefined || raw28)) {
    throw new LenetError('ERR_CONFIG', `--batch and --raw28 need --format onnx, found ${format}`)
  }
  await checkOutput(output, '--output', [format], [file])
  const model = await readModel(file)
  tellSource(model, context)
  const bytes = encode(model, options, file)
  await checkWritable(output, '--output')
  await writeThrough(output, bytes)
  terminal.note(oneLine(`saved to ${output}, ${size(bytes.length)}`))
}

/** `dir/m.safetensors` → `dir/m.onnx` */
const beside = (file: string, format: Format): string =>
  join(dirname(file), `${basename(file, extname(file))}.${format}`)

function encode(model: Model, options: ExportOptions, file: string): Uint8Array {
  const { format, batch, raw28 = false } = options
  const { state } = model
  if (format === 'onnx') {
    const config = modelConfig(model, options, file)
    return toOnnx({ config, state }, { raw28, ...(batch && { batch }) })
  }
  const config = knownConfig(model, options)
  if (format === 'json') return new TextEncoder().encode(encodeJson({ config, state }))
  return encodeSafetensors(state, { ...model.metadata, ...(config && weightsMetadata(config)) })
}
