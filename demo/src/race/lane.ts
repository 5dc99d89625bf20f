/** One of the two that race: its training in a worker of its own, its clock, and what it reads on the pad. */
import type { Progress } from 'lenet1989'
import type { Board, Seen } from '../draw/board.js'
import * as clock from '../page/clock.js'
import { latest } from '../page/coalesce.js'
import { make } from '../page/elements.js'
import { failed } from '../page/notice.js'
import type { LoadedDigits } from '../train/digits.js'
import { TEST } from '../train/digits-file.js'
import { networkReading } from '../train/reading.js'
import { fault } from '../train/results.js'
import { type Config, fromConfig, inNode } from '../train/settings.js'
import { Trainer } from '../train/trainer.js'

/** Milliseconds between two looks at the drawing while it trains. */
const REST = 60

export interface Entry {
  readonly id: string
  readonly title: string
  readonly note: string
}

export interface Lane {
  readonly entry: Entry
  readonly trainer: Trainer
  /** Seconds on its clock and % of the test digits misread, after each pass. */
  readonly points: readonly (readonly [seconds: number, error: number])[]
  watch(listener: () => void): void
  /** Called for every picture while it trains. */
  tick(): void
}

/** @param changed called when its state or its results have changed */
export function lane(
  root: HTMLElement,
  entry: Entry,
  board: Board,
  digits: LoadedDigits,
  changed: () => void,
): Lane {
  const { id } = entry
  const text = (name: string, tag: 'output' | 'p' | 'code' | 'dd' = 'p') => make(tag, { id: `${id}-${name}` })
  const now = text('clock', 'output') as HTMLOutputElement
  now.setAttribute('aria-live', 'off')
  const then = text('then')
  const bar = make('span')
  const progressbar = make(
    'div',
    { class: 'progress', role: 'progressbar', ariaLabel: `${entry.title}: training` },
    bar,
  )
  progressbar.setAttribute('aria-valuemin', '0')
  progressbar.setAttribute('aria-valuemax', '100')
  const misses = text('misses', 'dd')
  const pass = text('pass', 'dd')
  const reads = make('div', { class: 'reads' })
  const digest = text('digest', 'code')
  const command = text('command', 'code')
  root.append(
    make(
      'article',
      { class: `lane ${id}`, ariaLabel: entry.title },
      make('h3', {}, entry.title, make('span', { textContent: entry.note })),
      make('p', { class: 'time' }, now),
      then,
      progressbar,
      make(
        'dl',
        { class: 'figures' },
        make('div', {}, make('dt', { textContent: 'Pass' }), pass),
        make('div', {}, make('dt', { textContent: 'Test digits misread' }), misses),
      ),
      reads,
      make(
        'details',
        { class: 'hash' },
        make('summary', { textContent: 'The same in Node' }),
        make('p', {}, 'SHA-256 of its weights: ', digest),
        command,
      ),
    ),
  )
  then.className = 'note'
  const reading = networkReading(reads, id, entry.title)

  let points: [number, number][] = []
  let progress: Progress | undefined
  const watchers: (() => void)[] = []
  const tick = () => {
    const { config, elapsed, lines } = trainer
    if (!config) return
    const steps = progress?.steps ?? lines.at(-1)?.steps ?? 0
    const batches = Math.ceil(digits.train.length / config.batchSize) * config.passes
    const share = Math.min(1, steps / batches)
    now.textContent = clock.now(elapsed)
    then.textContent = `SUN-4/260, 1989: ${clock.then(steps * config.batchSize)}${extrapolated(config) && steps > 0 ? ', extrapolated' : ''}`
    bar.style.transform = `scaleX(${share.toFixed(4)})`
    progressbar.setAttribute('aria-valuenow', String(Math.round(100 * share)))
    pass.textContent = `${progress?.pass ?? lines.length} of ${config.passes}`
  }
  const trainer = new Trainer(
    new Worker(new URL('../train.worker.ts', import.meta.url), { type: 'module' }),
    digits,
    {
      state() {
        progress = undefined
        tick()
        void hash()
        changed()
      },
      lines() {
        progress = undefined
        const { lines, config } = trainer
        const last = lines.at(-1)
        if (!last) points = []
        else points.push([trainer.elapsed / 1000, (100 * last.testMisses) / TEST])
        misses.textContent = last ? `${last.testMisses} (${clock.percent(last.testMisses / TEST)})` : '–'
        const wrong = config && fault(lines, config)
        if (wrong) misses.textContent += '. It does not learn.'
        tick()
        void read()
        changed()
      },
      progress(next) {
        progress = next
        void read()
      },
      keep() {},
      failed,
    },
  )
  let seen: Seen | undefined
  const read = latest(async () => {
    for (const watcher of watchers) watcher()
    const asked = seen
    const { config } = trainer
    if (!asked || !config) return
    const outputs = asked.image && (await trainer.outputs(asked.image).catch(failed))
    if (asked === seen) reading.show(outputs ?? undefined, config, asked.label, trainer.untrained)
    if (trainer.state === 'running') await new Promise((resolve) => setTimeout(resolve, REST))
  })
  board.watch((next) => {
    seen = next
    void read()
  })
  const hash = latest(async () => {
    const { state, config } = trainer
    const still = state !== 'running' && state !== 'busy'
    digest.textContent = still
      ? ((await trainer.digest().catch((error: Error) => error.message)) ?? '–')
      : '–'
    const settings = config && fromConfig(config)
    command.textContent = settings ? inNode(settings) : ''
  })
  return {
    entry,
    trainer,
    get points() {
      return points
    },
    watch: (listener) => watchers.push(listener),
    tick,
  }
}

/** Only the net of 1989 was timed in 1989. */
const extrapolated = ({ optimizer, passes }: Config): boolean => optimizer === 'adamw' || passes > 23
