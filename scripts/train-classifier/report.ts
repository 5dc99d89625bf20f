/** What is kept of the training in words: lines on the terminal and, the same, in a file. */
import type { Terminal } from '../../src/cli/terminal/terminal.js'
import { spread } from '../../src/sweep/statistics.js'

/** Lines that are printed and kept. */
export class Log {
  readonly terminal: Terminal
  readonly #lines: string[] = []

  constructor(terminal: Terminal) {
    this.terminal = terminal
  }

  line(text = ''): void {
    this.#lines.push(text)
    this.terminal.print(text)
  }

  text(): string {
    return `${this.#lines.join('\n')}\n`
  }
}

/** `62.4 ± 3.1 misses of 10000, 0.624% ± 0.031%: 61 66 60`: mean, standard deviation, and each. */
export function missesLine(misses: readonly number[], digits: number): string {
  const { mean, sd = 0 } = spread(misses)
  const share = (count: number) => `${((100 * count) / digits).toFixed(3)}%`
  return `${mean.toFixed(1)} ± ${sd.toFixed(1)} misses of ${digits}, ${share(mean)} ± ${share(sd)}: ${misses.join(' ')}`
}
