/** The race: the net of 1989 and its modern self, trained side by side from the same seed. */
import type { Board } from '../draw/board.js'
import * as clock from '../page/clock.js'
import { $, enable, press } from '../page/elements.js'
import { failed } from '../page/notice.js'
import type { LoadedDigits } from '../train/digits.js'
import { TEST } from '../train/digits-file.js'
import { defaults, toConfig } from '../train/settings.js'
import type { Subject } from '../train/training.js'
import { type Lane, lane } from './lane.js'
import { raceFromAddress } from './race-address.js'
import { raceChart } from './race-chart.js'

const entries = [
  { recipe: 'base', id: 'old', title: '1989', note: 'tanh, squared errors, plain gradient descent' },
  {
    recipe: 'modern',
    id: 'modern',
    title: 'Modern',
    note: 'ReLU, cross-entropy, Adam, augmentation, dropout',
  },
] as const

export function race(board: Board, digits: LoadedDigits): readonly Subject[] {
  const { seed, passes } = raceFromAddress(location.hash)
  const root = $('lanes')
  const update = () => {
    const states = lanes.map(({ trainer }) => trainer.state)
    const running = states.includes('running')
    const done = states.every((state) => state === 'done')
    const fresh = states.every((state) => state === 'ready')
    $('race-go').textContent = running ? 'Pause' : done ? 'Race again' : fresh ? 'Race' : 'Go on'
    enable($('race-go'), !states.includes('busy'))
    enable($('race-reset'), !running && !fresh)
    $('race').dataset.state = running ? 'running' : done ? 'done' : fresh ? 'ready' : 'paused'
    const sentence =
      running || states.includes('busy') ? '' : done ? result(lanes) : fresh ? 'Ready.' : 'Stopped.'
    if ($('race-status').textContent !== sentence) $('race-status').textContent = sentence
    chart.show(lanes)
    $('race-text').textContent = lanes.map(inWords).join(' ')
  }
  const lanes: Lane[] = []
  const chart = raceChart({ chart: $('race-chart'), value: $('race-value') }, entries)
  for (const entry of entries)
    lanes.push(lane(root, entry, board, digits, () => lanes.length === entries.length && update()))

  const make = () =>
    Promise.all(
      lanes.map(({ trainer }, i) => {
        const settings = { ...defaults(entries[i]!.recipe), seed }
        return trainer.create(toConfig(passes === undefined ? settings : { ...settings, passes }))
      }),
    ).catch(failed)
  const tick = () => {
    if (!lanes.some(({ trainer }) => trainer.state === 'running')) return
    for (const { tick, trainer } of lanes) if (trainer.state === 'running') tick()
    requestAnimationFrame(tick)
  }
  press($('race-go'), async () => {
    const states = lanes.map(({ trainer }) => trainer.state)
    if (states.includes('running')) {
      for (const { trainer } of lanes) void trainer.pause()
      return
    }
    if (states.every((state) => state === 'done')) await make()
    for (const { trainer } of lanes) void trainer.run()
    tick()
  })
  press($('race-reset'), make)
  void make()
  return lanes.map(({ entry, trainer, watch }) => ({ name: `The race’s: ${entry.title}`, trainer, watch }))
}

/** `1989 is done after 2.1 s with 86 of 2,007 misread; Modern after 12 s with 37.` */
function result(lanes: readonly Lane[]): string {
  const said = lanes.map(({ entry, trainer }) => {
    const misses = trainer.lines.at(-1)?.testMisses ?? 0
    return `${entry.title}: ${misses} of ${clock.whole(TEST)} misread after ${clock.now(trainer.elapsed)}`
  })
  return `${said.join('. ')}.`
}

const inWords = ({ entry, points }: Lane): string => {
  const last = points.at(-1)
  return last
    ? `${entry.title}: ${last[1].toFixed(2)}% misread after ${last[0].toFixed(1)} seconds, ${points.length} passes.`
    : `${entry.title} has not started.`
}
