/**
 * One download, limited in size and in time without data.
 */

import { LenetError } from '../model/errors.js'
import type { Signal } from '../model/signal.js'

export interface DownloadOptions {
  /** Most bytes to accept. */
  readonly maxBytes: number
  /** Aborts the download, which then throws the signal's reason. */
  readonly signal?: Signal | undefined
  /** Milliseconds without a byte after which to give up; 30,000 by default. */
  readonly stallMs?: number | undefined
  /** Called after each chunk with the bytes so far and, if the server says so, in total. */
  readonly onBytes?: ((received: number, total: number | undefined) => void) | undefined
}

/** Bytes a second, over the time that a stall may take: MNIST would take three hours. */
const LEAST_RATE = 1024

/**
 * Downloads over http(s), following redirects.
 *
 * @throws LenetError `ERR_FILE` if the server cannot be reached, refuses, stops early, stalls or sends too much;
 *   the reason of `signal` if it is aborted
 */
export async function download(url: URL, options: DownloadOptions): Promise<Uint8Array<ArrayBuffer>> {
  const { maxBytes, signal, stallMs = 30_000, onBytes } = options
  signal?.throwIfAborted()
  const stall = new AbortController()
  const timer = setTimeout(() => stall.abort(new Error(`no data for ${stallMs / 1000} s`)), stallMs)
  let received = 0
  let before = 0
  // a server that sends a byte now and then would keep us for days
  const floor = setInterval(() => {
    const rate = (received - before) / (stallMs / 1000)
    if (rate < LEAST_RATE)
      stall.abort(new Error(`too slow: ${Math.round(rate)} bytes a second, expected at least ${LEAST_RATE}`))
    before = received
  }, stallMs)
  try {
    const response = await fetch(url, {
      signal: AbortSignal.any([stall.signal, ...(signal ? [signal] : [])]),
    })
    if (!response.ok) {
      await response.body?.cancel()
      throw new Error(`HTTP ${response.status} ${response.statusText}`.trimEnd())
    }
    const total = contentLength(response)
    const pieces: Uint8Array[] = []
    for await (const piece of response.body ?? []) {
      timer.refresh()
      pieces.push(piece)
      received += piece.length
      if (received > maxBytes) throw new Error(`more than ${maxBytes} bytes, the most expected`)
      onBytes?.(received, total)
    }
    return concatenated(pieces, received)
  } catch (error) {
    signal?.throwIfAborted()
    throw new LenetError('ERR_FILE', `${url}: ${reason(error)}`, { cause: error })
  } finally {
    clearTimeout(timer)
    clearInterval(floor)
  }
}

/** The bytes that will arrive, if the server says so; for a compressed transfer its number means something else. */
function contentLength(response: Response): number | undefined {
  const length = Number(response.headers.get('content-length') ?? Number.NaN)
  return Number.isSafeInteger(length) && !response.headers.has('content-encoding') ? length : undefined
}

function concatenated(pieces: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    bytes.set(piece, at)
    at += piece.length
  }
  return bytes
}

/** `fetch` says "fetch failed" or "terminated"; what happened is in the cause. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  return cause instanceof Error ? `${error.message} (${cause.message || cause.name})` : error.message
}
