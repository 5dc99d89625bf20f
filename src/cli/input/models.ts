/** Weights in any form that we read, as the commands take them: told apart by their first bytes, not by their names. */
import { type Command, Option } from 'commander'
import { decodeCheckpoint, type TrainingPosition } from '../../formats/checkpoint.js'
import { decodeJson } from '../../formats/json-weights.js'
import { configFromMetadata } from '../../formats/metadata.js'
import { readOnnx } from '../../formats/onnx/read.js'
import { CHECKPOINT_KEY, decodeSafetensors } from '../../formats/safetensors.js'
import { readMetadata } from '../../formats/tensors.js'
import { fromTorch, type TorchSource } from '../../formats/torch/index.js'
import { type Config, checkConfig } from '../../model/config.js'
import { LenetError, located } from '../../model/errors.js'
import { type Activation, activations, type Loss, losses, type Recipe } from '../../model/recipes.js'
import type { StateDict } from '../../model/state.js'
import { show } from '../../model/validate.js'
import { readFileCapped } from '../../node/index.js'
import type { Context } from '../command.js'
import { MAX_FILE_BYTES } from '../output/weights.js'
import { oneLine } from '../terminal/format.js'
import { recipeOption } from './options.js'

export interface Model {
  readonly kind: 'safetensors' | 'checkpoint' | 'ONNX' | 'PyTorch' | 'JSON'
  /** Length of the file. */
  readonly bytes: number
  readonly state: StateDict
  /** What it was trained with, if the file says so. */
  readonly config: Config | undefined
  /** The version of this library that wrote it, if it was one. */
  readonly version: string | undefined
  /** What else the file says. */
  readonly metadata: Readonly<Record<string, string>>
  /** Where the training stood, in a checkpoint. */
  readonly place?: TrainingPosition
  /** Where the weights were found, in a file of PyTorch. */
  readonly source?: TorchSource
}

/** What may be said of weights whose file does not, or says otherwise. */
export interface ModelOptions {
  readonly recipe?: Recipe
  readonly activation?: Activation
  readonly loss?: Loss
}

/** Adds --recipe, --activation and --loss. */
export const withModel = (command: Command): Command =>
  command
    .addOption(recipeOption())
    .addOption(new Option('--activation <name>', "in place of the recipe's").choices(activations))
    .addOption(new Option('--loss <name>', "in place of the recipe's").choices(losses))

/** An opening brace. */
const BRACE = 0x7b

/**
 * Reads weights.
 *
 * @throws {LenetError} ERR_FILE if the file cannot be read; ERR_FORMAT or ERR_STATE, naming the file, if it is something else
 */
export async function readModel(path: string): Promise<Model> {
  const bytes = await readFileCapped(path, MAX_FILE_BYTES)
  try {
    return { bytes: bytes.length, ...(await decode(bytes)) }
  } catch (error) {
    throw located(error, path)
  }
}

async function decode(bytes: Uint8Array): Promise<Omit<Model, 'bytes'>> {
  // the header of safetensors, after its length; no other form has a brace there
  if (bytes[8] === BRACE) return decodeTensorFile(bytes)
  if (bytes[0] === BRACE) {
    return { kind: 'JSON', ...decodeJson(new TextDecoder().decode(bytes)), metadata: {} }
  }
  // field 1 of an ONNX model: the version of its encoding
  if (bytes[0] === 0x08) {
    const { state, metadata } = readOnnx(bytes)
    return { kind: 'ONNX', state, ...fromMetadata(metadata, 'ONNX model') }
  }
  // PK of a zip archive, or the opcode that begins a pickle
  if ((bytes[0] === 0x50 && bytes[1] === 0x4b) || bytes[0] === 0x80) {
    let source: TorchSource | undefined
    const state = await fromTorch(bytes, {
      onSource(found) {
        source = found
      },
    })
    const unknown = { config: undefined, version: undefined, metadata: {} }
    return { kind: 'PyTorch', state, ...unknown, ...(source && { source }) }
  }
  throw new LenetError(
    'ERR_FORMAT',
    'not a file of weights: neither safetensors, a checkpoint, .pt, ONNX nor JSON',
  )
}

/** What was taken from a file of PyTorch in another form than it has there, for people; nothing if all is as it was. */
export function sourceNotes({ source }: Model): readonly (readonly [what: string, text: string])[] {
  if (source === undefined) return []
  const { key, prefixes, converted } = source
  return [
    ...(key === undefined ? [] : [['taken from', `the dict ${show(key)} in the file`] as const]),
    ...(prefixes.length === 0
      ? []
      : [['names', `without the prefix ${prefixes.map(show).join(' or ')}`] as const]),
    ...(converted.length === 0
      ? []
      : [['values', `converted from ${converted.join(' and ')} to float32`] as const]),
  ]
}

/** The same as lines of a command that goes on. */
export function tellSource(model: Model, { terminal }: Context): void {
  for (const [what, text] of sourceNotes(model)) terminal.note(oneLine(`${what} ${text}`))
}

function decodeTensorFile(bytes: Uint8Array): Omit<Model, 'bytes'> {
  const { lenet1989: version, [CHECKPOINT_KEY]: checkpoint } = readMetadata(bytes)
  if (checkpoint !== undefined) {
    const { state, config, place, metadata } = decodeCheckpoint(bytes)
    return { kind: 'checkpoint', state, config, place, version, metadata }
  }
  const { state, metadata } = decodeSafetensors(bytes)
  return { kind: 'safetensors', state, ...fromMetadata(metadata, 'safetensors') }
}

/** What metadata say. */
function fromMetadata(metadata: Readonly<Record<string, string>>, where: string) {
  const { lenet1989: version, recipe: _, seed: __, ...others } = metadata
  return { config: configFromMetadata(metadata, where), version, metadata: others }
}

/**
 * What the weights are used with: the options, else what the file says.
 *
 * @throws {LenetError} ERR_CONFIG if nothing says it, or it makes no sense
 */
export function modelConfig(model: Model, options: ModelOptions, path: string): Config {
  const known = knownConfig(model, options)
  if (known === undefined) {
    throw new LenetError('ERR_CONFIG', `${path}: no recipe in the file; say with --recipe how it was trained`)
  }
  return known
}

/** The same, undefined if nothing says it. */
export function knownConfig(
  { config }: Model,
  { recipe, activation, loss }: ModelOptions,
): Config | undefined {
  const base = recipe === undefined ? config : { ...recipe, ...(config && { seed: config.seed }) }
  if (base === undefined) return undefined
  return checkConfig({ ...base, ...(activation && { activation }), ...(loss && { loss }) })
}
