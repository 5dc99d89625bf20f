/** `train --checkpoint FILE --resume`: the training on disk, as it goes, and taken up again. */
import { createHash } from 'node:crypto'
import type { Command } from 'commander'
import type { Digits } from '../../data/index.js'
import { decodeCheckpoint } from '../../formats/checkpoint.js'
import { type Config, checkConfig } from '../../model/config.js'
import { LenetError } from '../../model/errors.js'
import type { CheckpointOptions } from '../../network/capture.js'
import { isMissing, removeLeftovers } from '../../node/files.js'
import { readFileCapped } from '../../node/index.js'
import { chosenRecipe, positiveNumber, type RecipeOptions } from '../input/options.js'
import { checkWritable, target, writeThrough } from './files.js'
import { MAX_FILE_BYTES } from './weights.js'

export interface SavingOptions {
  readonly checkpoint?: string
  readonly checkpointEvery?: number
  readonly resume?: true
}

/** A checkpoint that is to be gone on from. */
interface Found {
  readonly bytes: Uint8Array
  readonly config: Config
  /** SHA-256 of the digits that it trains on, if the file says so. */
  readonly digits: string | undefined
}

/** Adds --checkpoint, --checkpoint-every and --resume. */
export const withCheckpoint = (command: Command): Command =>
  command
    .option('--checkpoint <file>', 'save the training to a file as it goes, and when it is stopped')
    .option('--checkpoint-every <s>', 'seconds between two checkpoints (default: 10)', positiveNumber)
    .option('--resume', 'go on from the checkpoint, with its recipe and seed; without one, start anew')

/**
 * The checkpoint to go on from; undefined if there is none, or none is wanted.
 *
 * @param given whether an option stands on the command line: what does must be as in the file
 * @throws {LenetError} ERR_CONFIG for options that do not go together, a file that would be lost, another recipe or seed; ERR_FILE; ERR_FORMAT,
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
  await checkWritable(path, '--checkpoint')
  await removeLeftovers(await target(path))
  const bytes = await readFileCapped(path, MAX_FILE_BYTES).catch((error) => {
    if (isMissing(error)) return undefined
    throw error
  })
  if (bytes === undefined) return undefined
  if (!resume) {
    throw new LenetError(
      'ERR_CONFIG',
      `--checkpoint ${path}: there is one already; go on from it with --resume`,
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
    if (!(error instanceof LenetError)) throw error
    throw new LenetError(error.code, `${path}: ${error.message}`, { cause: error })
  }
}

/** Refuses a recipe or a seed on the command line that is not the file's: the training can only go on as it began. */
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
      throw new LenetError('ERR_CONFIG', `${path}: its training has ${field} ${is}, not ${wanted}`)
    }
  }
}

/**
 * How `fit` is to save the training.
 *
 * @param found the checkpoint it goes on from
 * @throws {LenetError} ERR_CONFIG if that was of other digits
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

/** SHA-256 of pixels and labels: another order of the same digits is another training. */
export function digitsSha256({ images, labels }: Digits): string {
  const pixels = new Uint8Array(images.buffer, images.byteOffset, images.byteLength)
  return createHash('sha256').update(pixels).update(labels).digest('hex')
}
