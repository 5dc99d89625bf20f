/** What a command is, and what it receives. One file per command, listed in `program.ts`. */
import type { Command } from 'commander'
import type { Terminal } from './terminal/terminal.js'

export interface Context {
  readonly terminal: Terminal
  /** Aborted when the command must stop: Ctrl-C, SIGTERM, or a closed output. */
  readonly signal: AbortSignal
}

/** Adds a command to the program. Its action may throw: the message of a LenetError is printed as one line. */
export type AddCommand = (program: Command, context: Context) => void

/** Examples for the end of a command's help: what to type, and what it does. */
export function examples(lines: readonly (readonly [command: string, meaning: string])[]): string {
  const width = Math.max(...lines.map(([command]) => command.length))
  const rows = lines.map(([command, meaning]) =>
    `  $ lenet1989 ${command.padEnd(width)}  ${meaning}`.trimEnd(),
  )
  return `\nExamples:\n${rows.join('\n')}`
}
