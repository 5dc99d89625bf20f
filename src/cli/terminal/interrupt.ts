/** Stopping cleanly: Ctrl-C, a polite kill, or a reader that has gone, as one AbortSignal. */
import { LenetError } from '../../model/errors.js'

/** Numbers of the signals, which shells add to 128 for the exit code. Windows has not all of them, but the codes. */
const NUMBERS = { SIGINT: 2, SIGPIPE: 13, SIGTERM: 15 } as const

/** The reason of the signal: why the command stops, and the exit code that shells know it by. */
export class Interruption extends Error {
  override readonly name = 'Interruption'
  readonly exitCode: number

  /** @param signal what the operating system calls it */
  constructor(signal: keyof typeof NUMBERS) {
    super(signal)
    this.exitCode = 128 + NUMBERS[signal]
  }
}

/**
 * A signal that is aborted by Ctrl-C, SIGTERM, or a standard output that cannot be written any more. The first Ctrl-C
 * asks, a second one meets Node's own handling and ends the process at once.
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
  // Nobody is left to tell that nobody reads the messages.
  process.stderr.on('error', () => {})
  return controller.signal
}

/** Whether a command was stopped because whoever read its output had enough (`| head`): there is nothing to say then. */
export const readerGone = ({ reason }: AbortSignal): boolean =>
  reason instanceof Interruption && reason.exitCode === 128 + NUMBERS.SIGPIPE
