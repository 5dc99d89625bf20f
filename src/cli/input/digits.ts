/** The digits that --data, --train, --test and --data-seed ask for. */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { LenetError } from '../../model/errors.js'
import { type DownloadProgress, type LoadedDigits, loadMnist, loadZipcode } from '../../node/index.js'
import type { Context } from '../command.js'
import { size } from '../terminal/format.js'
import type { DataOptions } from './options.js'

/**
 * Loads MNIST, or what a folder holds: the postal digits in the order of their files, or four idx files permuted as
 * MNIST is.
 *
 * @throws {LenetError} as `loadMnist` and `loadZipcode` do; ERR_FILE if there is no such folder
 */
export async function loadDigits(options: DataOptions, { terminal, signal }: Context): Promise<LoadedDigits> {
  const { data, train, test, dataSeed } = options
  if (data !== 'mnist') {
    await checkFolder(data)
    if (await holdsZipcode(data)) return loadZipcode(data, { train, test, signal })
    return loadMnist({ dir: data, train, test, seed: dataSeed, signal })
  }
  const onProgress = (progress: DownloadProgress) => terminal.progress.update(() => downloadLine(progress))
  try {
    return await loadMnist({ train, test, seed: dataSeed, signal, onProgress })
  } finally {
    terminal.progress.clear()
  }
}

/** `downloading train-images-idx3-ubyte: 4200.0 kB of 9912.4 kB` */
const downloadLine = ({ file, received, total }: DownloadProgress): string =>
  `downloading ${file}: ${size(received)}${total === undefined ? '' : ` of ${size(total)}`}`

async function checkFolder(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined)
  if (found?.isDirectory()) return
  const what = found === undefined ? 'there is no such folder' : 'that is not a folder'
  throw new LenetError('ERR_FILE', `--data ${path}: ${what}; expected mnist or a folder with digits`)
}

/** Whether a folder has the postal digits. With only one of the two files it has, and loading names the other. */
async function holdsZipcode(folder: string): Promise<boolean> {
  const names = ['zip.train', 'zip.train.gz', 'zip.test', 'zip.test.gz']
  const found = await Promise.all(names.map((name) => stat(join(folder, name)).then(Boolean, () => false)))
  return found.includes(true)
}
