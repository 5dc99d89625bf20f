/** A clean stop: Ctrl-C, SIGTERM or a closed output, as one AbortSignal. */
import { LenetError } from '../../model/errors.js'

/** Signal numbers, which shells add to 128 for the exit code. Windows lacks some signals, but has the codes. */
const NUMBERS = { SIGINT: 2, SIGPIPE: 13, SIGTERM: 15 } as const

/** The signal's reason: why the command stops, and the exit code for it. */
export class Interruption extends Error {
  override readonly name = 'Interruption'
  readonly exitCode: number

  /** @param signal the operating system's name for it */
  constructor(signal: keyof typeof NUMBERS) {
    super(signal)
    this.exitCode = 128 + NUMBERS[signal]
  }
}

/**
 * A signal that is aborted by Ctrl-C, SIGTERM, or a standard output that can no longer be written. The first Ctrl-C
 * asks; a second one reaches Node's default handling and ends the process at once.
 */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => controller.abort(new Interruption(signal)))
  }
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    const gone = error.code === 'EPIPE'
    controller.abort(
      gone
        ? new Interruption('SIGPIPE')
        : new LenetError('ERR_FILE', `cannot write to standard output: ${error.message}`, { cause: error }),
    )
  })
  // with stderr closed there is nowhere to report it
  process.stderr.on('error', () => {})
  return controller.signal
}

/** Whether a command was stopped because its reader had enough (`| head`): there is nothing to report then. */
export const readerGone = ({ reason }: AbortSignal): boolean =>
  reason instanceof Interruption && reason.exitCode === 128 + NUMBERS.SIGPIPE
