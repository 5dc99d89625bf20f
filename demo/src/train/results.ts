/** What training has come to: clocks, figures, curves and the table. */
import type { Evaluation, Progress } from 'lenet1989'
import * as clock from '../page/clock.js'
import type { Charts } from './charts.js'
import { TEST, TRAIN } from './digits-file.js'
import type { PassLine } from './pass-line.js'
import { type Config, defaults, fromConfig } from './settings.js'
import type { Trainer } from './trainer.js'

const LOSSES = { mse: 'Mean squared error', crossEntropy: 'Cross-entropy (nats)' } as const

export interface Results {
  state(trainer: Trainer): void
  lines(trainer: Trainer): void
  /** Called for every picture while training runs. */
  clocks(trainer: Trainer, progress: Progress | undefined): void
  /** What weights from a file come to. */
  loaded(name: string, test: Evaluation): void
}

export function results($: (id: string) => HTMLElement, curves: Charts): Results {
  const misses = (count: number, of: number) => `${clock.whole(count)} (${clock.percent(count / of)})`
  const rows = $('rows')

  const clocks = (trainer: Trainer, progress: Progress | undefined) => {
    const { elapsed, lines, config } = trainer
    const steps = progress?.steps ?? lines.at(-1)?.steps ?? 0
    const batches = config ? Math.ceil(TRAIN / config.batchSize) * config.passes : 1
    $('clock-then').textContent = clock.then(steps)
    $('clock-now').textContent = clock.now(elapsed)
    const share = Math.min(1, steps / batches)
    $('progress').setAttribute('aria-valuenow', String(Math.round(100 * share)))
    ;($('progress').firstElementChild as HTMLElement).style.transform = `scaleX(${share.toFixed(4)})`
    const passes = config?.passes ?? 0
    $('figure-pass').textContent = `${progress?.pass ?? lines.length} of ${passes}`
  }

  const note = ({ lines, elapsed, state }: Trainer): string => {
    const steps = lines.at(-1)?.steps ?? 0
    if (steps === 0 || elapsed === 0) return state === 'running' ? 'training' : 'press train'
    return state === 'running' ? 'training' : clock.times(steps, elapsed)
  }

  return {
    clocks,
    state(trainer) {
      clocks(trainer, undefined)
      $('note-now').textContent = note(trainer)
      $('status').textContent = sentence(trainer)
    },
    lines(trainer) {
      const { lines, config } = trainer
      clocks(trainer, undefined)
      curves.show(lines, config?.passes ?? 1)
      if (config) {
        $('note-then').textContent = clock.thenNote(config)
        $('loss-caption').textContent = `${LOSSES[config.loss]} after each pass`
      }
      const last = lines.at(-1)
      $('figure-test').textContent = last ? misses(last.testMisses, TEST) : '–'
      $('figure-train').textContent = last ? misses(last.trainMisses, TRAIN) : '–'
      $('figure-speed').textContent = last ? clock.whole(TRAIN / last.seconds) : '–'
      $('error-text').textContent = last ? inWords(last) : 'Nothing has been trained yet.'
      $('loss-text').textContent = last
        ? `After pass ${last.pass}: test ${last.testLoss.toPrecision(3)}, training ${last.trainLoss.toPrecision(3)}.`
        : 'Nothing has been trained yet.'
      while (rows.childElementCount > lines.length) rows.lastElementChild!.remove()
      // another training has as many passes, but other results
      if (rows.dataset.first !== String(lines[0]?.testLoss)) rows.replaceChildren()
      rows.dataset.first = String(lines[0]?.testLoss)
      for (const line of lines.slice(rows.childElementCount)) rows.append(row(line))
    },
    loaded(name, { misses: count, error }) {
      $('figure-test').textContent = misses(count, TEST)
      $('status').textContent = `${name} is loaded: it misreads ${clock.percent(error)} of the test digits.`
    },
  }
}

const inWords = ({ pass, testMisses, trainMisses }: PassLine): string =>
  `After pass ${pass}: ${testMisses} of ${TEST} test digits and ${trainMisses} of ${TRAIN} training digits misread.`

/** Of the digits: nine in ten are misread by who guesses. */
const GUESSING = 0.8

/** What has gone wrong in a training that reads no better than chance; empty if nothing. */
export function fault(lines: readonly PassLine[], config: Config): string {
  const last = lines.at(-1)
  if (!last || last.trainMisses / TRAIN < GUESSING) return ''
  const misses = `it misreads ${clock.whole(last.testMisses)} of ${clock.whole(TEST)} test digits, no better than guessing`
  const recipe = fromConfig(config)?.recipe
  return recipe && config.lr > defaults(recipe).lr
    ? `This training has diverged: ${misses}. A smaller learning rate helps.`
    : `This training has learned nothing yet: ${misses}.`
}

function sentence({ state, lines, config }: Trainer): string {
  const last = lines.at(-1)
  if (state === 'busy' || state === 'running') return ''
  if (!last) return state === 'paused' ? 'Stopped within the first pass.' : 'Ready.'
  const trouble = fault(lines, config!)
  if (trouble) return trouble
  const end =
    state === 'done'
      ? `Trained: ${clock.passes(last.pass)}.`
      : `${last.pass} of ${clock.passes(config!.passes)}.`
  return `${end} ${last.testMisses} of ${clock.whole(TEST)} test digits are misread.`
}

function row({ pass, lr, trainLoss, trainMisses, testLoss, testMisses }: PassLine): HTMLTableRowElement {
  const element = document.createElement('tr')
  const values = [
    String(pass),
    lr.toPrecision(3),
    trainLoss.toExponential(6),
    clock.whole(trainMisses),
    testLoss.toExponential(6),
    clock.whole(testMisses),
  ]
  for (const value of values) element.insertCell().textContent = value
  return element
}
