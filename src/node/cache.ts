/**
 * The cache folder of downloaded data sets, and MNIST's files from it or, the first time, from a mirror.
 */

import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { LenetError } from '../model/errors.js'
import type { Signal } from '../model/signal.js'
import { checkText, reading } from '../model/validate.js'
import { type Content, canonical, MNIST_FILES, type MnistFile } from './data-files.js'
import { download } from './download.js'
import { isMissing, makeFolders, readFileCapped, removeLeftovers, writeFileAtomic } from './files.js'
import { lockFile } from './lock.js'

/** Where to download MNIST; the first that works is used. The bytes must have the known SHA-256, from any server. */
export const mirrors: readonly string[] = [
  'https://storage.googleapis.com/cvdf-datasets/mnist/',
  'https://ossci-datasets.s3.amazonaws.com/mnist/',
]

/** The progress of one download. */
export interface DownloadProgress {
  /** Name of the file. */
  readonly file: string
  /** The mirror that serves it. */
  readonly url: string
  /** Bytes received. */
  readonly received: number
  /** Bytes in total, if the server says so. */
  readonly total?: number
}

export interface FetchOptions {
  /** Base URLs to try in turn; {@link mirrors} by default. */
  readonly mirrors?: readonly string[] | undefined
  /** Aborts a download, which then throws the signal's reason. */
  readonly signal?: Signal | undefined
  /** Called as the bytes arrive. */
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined
  /** Milliseconds without a byte after which a mirror is given up; 30 s by default. */
  readonly stallMs?: number | undefined
}

/**
 * The cache folder: `LENET1989_CACHE`, else `lenet1989` in `XDG_CACHE_HOME`, on Windows in `LOCALAPPDATA`, else in
 * `~/.cache`. It may not exist yet.
 */
export function cacheFolder(
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: string = process.platform,
): string {
  const { LENET1989_CACHE, XDG_CACHE_HOME, LOCALAPPDATA } = reading('cacheFolder', () => ({ ...Object(env) }))
  for (const value of [LENET1989_CACHE, XDG_CACHE_HOME, LOCALAPPDATA])
    if (value !== undefined) checkText(value, 'cacheFolder: an environment variable')
  if (LENET1989_CACHE) return LENET1989_CACHE
  // the XDG specification says that relative paths are ignored
  if (XDG_CACHE_HOME && isAbsolute(XDG_CACHE_HOME)) return join(XDG_CACHE_HOME, 'lenet1989')
  if (platform === 'win32' && LOCALAPPDATA) return join(LOCALAPPDATA, 'lenet1989')
  return join(homedir(), '.cache', 'lenet1989')
}

/**
 * One of MNIST's files, from `folder` if it is there and intact, else downloaded and stored there, gzipped as served.
 *
 * @throws LenetError `ERR_DIGEST` if bytes arrived but none were the right ones, `ERR_FILE` if none arrived or the
 *   folder cannot be written; the signal's reason if it is aborted
 */
export async function cachedFile(
  file: MnistFile,
  folder: string,
  options: FetchOptions = {},
): Promise<Content> {
  const path = join(folder, `${file}.gz`)
  const urls = (options.mirrors ?? mirrors).map((mirror) => mirrorUrl(mirror, `${file}.gz`))
  const failures: LenetError[] = []
  try {
    return await canonical(await readFileCapped(path, MNIST_FILES[file].bytes), file, path)
  } catch (error) {
    // a damaged file is replaced; if that fails too, both are reported
    if (!isMissing(error)) failures.push(asLenetError(error))
  }
  // before the download, so that it is not wasted
  await makeFolder(folder)
  // who holds it may tidy up; another process that downloads the same meanwhile is not disturbed
  const release = await lockFile(path).catch(() => undefined)
  try {
    if (release) await removeLeftovers(path)
    for (const url of urls) {
      const fetched = await fetchFile(file, url, options).catch((error) => {
        options.signal?.throwIfAborted()
        failures.push(asLenetError(error))
      })
      if (fetched === undefined) continue
      await writeFileAtomic(path, fetched.bytes)
      return fetched.content
    }
  } finally {
    await release?.()
  }
  const code = failures.some((failure) => failure.code !== 'ERR_FILE') ? 'ERR_DIGEST' : 'ERR_FILE'
  const reasons = failures.map((failure) => failure.message).join('; ') || 'the list of mirrors is empty'
  throw new LenetError(code, `${file} could not be obtained: ${reasons}`, {
    cause: new AggregateError(failures),
  })
}

/** Downloads a file and checks that it is the right one. */
async function fetchFile(
  file: MnistFile,
  url: URL,
  { signal, stallMs, onProgress }: FetchOptions,
): Promise<{ bytes: Uint8Array; content: Content }> {
  const bytes = await download(url, {
    // no gzip of them is larger than the plain files
    maxBytes: MNIST_FILES[file].bytes,
    signal,
    stallMs,
    onBytes: (received, total) =>
      onProgress?.({ file, url: url.href, received, ...(total === undefined ? {} : { total }) }),
  })
  return { bytes, content: await canonical(bytes, file, url.href) }
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await makeFolders(folder, 'the cache folder')
  } catch (cause) {
    throw new LenetError('ERR_FILE', `${(cause as Error).message}; set LENET1989_CACHE to another one`, {
      cause,
    })
  }
}

/** @throws LenetError `ERR_CONFIG` */
function mirrorUrl(mirror: string, name: string): URL {
  const base = URL.canParse(mirror) ? new URL(mirror) : undefined
  if (base?.protocol !== 'https:' && base?.protocol !== 'http:') {
    throw new LenetError('ERR_CONFIG', `mirrors: ${JSON.stringify(mirror)}, expected an http(s) URL`)
  }
  if (!base.pathname.endsWith('/')) base.pathname += '/'
  return new URL(name, base)
}

function asLenetError(error: unknown): LenetError {
  if (error instanceof LenetError) return error
  throw error
}
