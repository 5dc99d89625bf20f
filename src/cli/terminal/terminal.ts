/** A command's two streams: results on standard output, everything about them on standard error. */
import { styleText } from 'node:util'
import { ProgressLine } from './progress.js'
import type { Stream } from './stream.js'

type Style = Parameters<typeof styleText>[0]
type Environment = Readonly<Record<string, string | undefined>>

/** Whether to colour output to `stream`: by FORCE_COLOR, else NO_COLOR, else if it is a terminal. */
export function wantsColour(stream: Stream, env: Environment): boolean {
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false'
  // no-color.org: any value but the empty one
  if (env.NO_COLOR) return false
  return isScreen(stream, env)
}

/** Whether `stream` is a terminal on which a line can be redrawn. */
export const isScreen = (stream: Stream, env: Environment): boolean =>
  stream.isTTY === true && env.TERM !== 'dumb'

export class Terminal {
  /** The line that shows how far a command is; on a terminal only. */
  readonly progress: ProgressLine
  readonly #out: Stream
  readonly #err: Stream
  readonly #env: Environment

  constructor(out: Stream = process.stdout, err: Stream = process.stderr, env: Environment = process.env) {
    this.#out = out
    this.#err = err
    this.#env = env
    this.progress = new ProgressLine(err, isScreen(err, env))
  }

  /** Columns of standard output; 80 where it has none, as in a file. */
  get columns(): number {
    return this.#out.columns || 80
  }

  /** A line of results, to standard output. */
  print(line = ''): void {
    this.progress.clear()
    this.#out.write(`${line}\n`)
  }

  /** Resolves when all results are written, or cannot be: a full disk or a closed pipe is known only then. */
  flush(): Promise<void> {
    return new Promise((resolve) => {
      this.#out.write('', () => resolve())
    })
  }

  /** A line for the user, to standard error. */
  note(line: string): void {
    this.progress.clear()
    this.#err.write(`${line}\n`)
  }

  /** One line that says why the command failed. */
  fail(message: string): void {
    this.note(`${paint('red', 'error:', wantsColour(this.#err, this.#env))} ${message}`)
  }

  /** `text` in a style, if standard output is to be coloured. */
  style(style: Style, text: string): string {
    return paint(style, text, wantsColour(this.#out, this.#env))
  }
}

/** In older versions of Node `styleText` ignores the environment, and in newer ones it looks at standard output only. */
const paint = (style: Style, text: string, colour: boolean): string =>
  colour ? styleText(style, text, { validateStream: false }) : text
