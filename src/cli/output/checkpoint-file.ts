/** `train --checkpoint FILE --resume`: saves a training to disk as it goes, and continues it. */
import { createHash } from 'node:crypto'
import type { Command } from 'commander'
import type { Digits } from '../../data/index.js'
import { decodeCheckpoint } from '../../formats/checkpoint.js'
import { type Config, checkConfig } from '../../model/config.js'
import { LenetError, located } from '../../model/errors.js'
import type { CheckpointOptions } from '../../network/capture.js'
import { isMissing, removeLeftovers } from '../../node/files.js'
import { readFileCapped } from '../../node/index.js'
import { chosenRecipe, positiveNumber, type RecipeOptions } from '../input/options.js'
import { target, writeThrough } from './files.js'
import { MAX_FILE_BYTES } from './weights.js'

export interface SavingOptions {
  readonly checkpoint?: string
  readonly checkpointEvery?: number
  readonly resume?: true
}

/** A checkpoint to continue from. */
interface Found {
  readonly bytes: Uint8Array
  readonly config: Config
  /** SHA-256 of its training digits, if the file says so. */
  readonly digits: string | undefined
}

/** Adds --checkpoint, --checkpoint-every and --resume. */
export const withCheckpoint = (command: Command): Command =>
  command
    .option('--checkpoint <file>', 'save the training to a file as it goes, and when it is stopped')
    .option('--checkpoint-every <s>', 'seconds between two checkpoints (default: 10)', positiveNumber)
    .option('--resume', 'continue from the checkpoint, with its recipe and seed; start anew if there is none')

/**
 * The checkpoint to continue from; undefined if the file does not exist or `--resume` was not given.
 *
 * @param given whether an option is on the command line: its value must then agree with the file
 * @throws {LenetError} ERR_CONFIG for options that exclude each other, a file that would be lost, another recipe or seed; ERR_FILE; ERR_FORMAT,
 *   ERR_STATE naming the file
 */
export async function findCheckpoint(
  options: SavingOptions & RecipeOptions,
  given: (option: string) => boolean,
): Promise<Found | undefined> {
  const { checkpoint: path, checkpointEvery, resume = false } = options
  if (path === undefined) {
    const without = resume ? '--resume' : checkpointEvery === undefined ? undefined : '--checkpoint-every'
    if (without !== undefined) throw new LenetError('ERR_CONFIG', `${without} needs --checkpoint FILE`)
    return undefined
  }
  await removeLeftovers(await target(path))
  const bytes = await readFileCapped(path, MAX_FILE_BYTES).catch((error) => {
    if (isMissing(error)) return undefined
    throw error
  })
  if (bytes === undefined) return undefined
  if (!resume) {
    throw new LenetError(
      'ERR_CONFIG',
      `--checkpoint ${path}: the file exists already; continue from it with --resume, or choose another`,
    )
  }
  const { config, metadata } = decode(bytes, path)
  checkSame(config, options, given, path)
  return { bytes, config, digits: metadata.digitsSha256 }
}

function decode(bytes: Uint8Array, path: string): ReturnType<typeof decodeCheckpoint> {
  try {
    return decodeCheckpoint(bytes)
  } catch (error) {
    throw located(error, path)
  }
}

/** Refuses a recipe or seed on the command line that is not the file's: a training can only continue as it began. */
function checkSame(
  config: Config,
  options: RecipeOptions,
  given: (option: string) => boolean,
  path: string,
): void {
  const asked = checkConfig({
    ...chosenRecipe({ ...options, recipe: given('recipe') ? options.recipe : config }),
    seed: given('seed') ? options.seed : config.seed,
  })
  for (const field of Object.keys(config) as (keyof Config)[]) {
    const [is, wanted] = [config, asked].map((of) => JSON.stringify(of[field]))
    if (is !== wanted) {
      throw new LenetError(
        'ERR_CONFIG',
        `${path}: its training has ${field} ${is}, the command line asks for ${wanted}`,
      )
    }
  }
}

/**
 * How `fit` saves the training.
 *
 * @param found the checkpoint that it continues from
 * @throws {LenetError} ERR_CONFIG if that was trained on other digits
 */
export function saving(
  { checkpoint: path, checkpointEvery }: SavingOptions,
  found: Found | undefined,
  train: Digits,
): CheckpointOptions | undefined {
  if (path === undefined) return undefined
  const digits = digitsSha256(train)
  if (found?.digits !== undefined && found.digits !== digits) {
    throw new LenetError(
      'ERR_CONFIG',
      `${path}: its training is on other digits; give the same --data, --train and --data-seed`,
    )
  }
  return {
    write: (bytes) => writeThrough(path, bytes),
    metadata: { digitsSha256: digits },
    ...(checkpointEvery === undefined ? {} : { seconds: checkpointEvery }),
  }
}

/** SHA-256 of pixels and labels: the same digits in another order are another training. */
export function digitsSha256({ images, labels }: Digits): string {
  const pixels = new Uint8Array(images.buffer, images.byteOffset, images.byteLength)
  return createHash('sha256').update(pixels).update(labels).digest('hex')
}
