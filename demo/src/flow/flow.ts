/** The digit's way through the network: every unit of it, what each reads, and which pixels decided. */
import type { Board, Seen } from '../draw/board.js'
import { latest } from '../page/coalesce.js'
import { asSigned, onColours, paint } from '../page/colours.js'
import { $, make, press } from '../page/elements.js'
import { failed, notice } from '../page/notice.js'
import { highest } from '../train/highest.js'
import type { Subject } from '../train/training.js'
import { networkLayers } from './layers.js'
import { drawLines } from './lines.js'
import { type Look, largest } from './look.js'
import { covered, margin } from './occlusion.js'
import { type Inspected, packaged, trained } from './subjects.js'
import { inWords } from './text.js'
import type { Unit } from './units.js'
import { showWeights } from './weights.js'

/** Milliseconds between two looks. */
const REST = 60
/** Milliseconds without a change after which the pixels are asked which of them decided. */
const CALM = 250

export function flow(board: Board, subjects: readonly Subject[], worker: Worker): void {
  const root = $('flow')
  const lines = make('canvas', { class: 'lines' })
  lines.setAttribute('aria-hidden', 'true')
  root.append(lines)
  let unit: Unit | undefined
  let image: Float32Array | undefined
  let look: Look | undefined
  let seen: Seen | undefined
  let visible = false
  const all: Inspected[] = subjects.map(trained)
  let subject = all[0]!

  const net = networkLayers(root, (next) => {
    unit = next
    point()
  })
  const weights = make('div', { class: 'kernels', id: 'flow-weights' })
  $('unit-text').before(weights)
  const point = () => {
    drawLines(lines, net, look, unit)
    showWeights(weights, unit, look)
    $('unit-text').textContent = unit && look ? inWords(unit, look) : look ? '' : 'Nothing is drawn.'
  }
  const render = () => {
    net.show(image, look)
    point()
    paint(
      $<HTMLCanvasElement>('scale'),
      Array.from({ length: 64 }, (_, i) => i / 31.5 - 1),
      asSigned,
    )
  }

  let timer: ReturnType<typeof setTimeout> | undefined
  const update = latest(async () => {
    if (!visible) return
    image = subject.straightened ? seen?.straightened : seen?.image
    const asked = image
    const found = asked && (await subject.inspect(asked).catch(failed))
    if (asked !== image) return
    look = found ?? undefined
    render()
    clearTimeout(timer)
    if (look) timer = setTimeout(() => void decide().catch(failed), CALM)
    await new Promise((resolve) => setTimeout(resolve, REST))
  })
  const decide = async () => {
    const asked = image
    if (!asked || !look) return
    const outputs = await subject.outputs(covered(asked))
    if (!outputs || asked !== image || !look) return
    const whole = look.activations.out
    const best = highest(whole)
    const before = margin(whole, best)
    const map = Float32Array.from(
      { length: 256 },
      (_, i) => before - margin(outputs.subarray(10 * i, 10 * i + 10), best),
    )
    const most = largest(map)
    paint(
      net.occlusion,
      map.map((value) => value / most),
      asSigned,
    )
    const at = highest(map)
    net.occlusion.setAttribute(
      'aria-label',
      `The pixels that decided for ${best}: mostly those around row ${Math.floor(at / 16) + 1}, column ${(at % 16) + 1}; without them its lead over the next output goes from ${before.toFixed(2)} to ${(before - map[at]!).toFixed(2)}`,
    )
  }

  const list = $<HTMLSelectElement>('flow-network')
  const fill = () => {
    const chosen = all.indexOf(subject)
    list.replaceChildren(...all.map(({ name }, i) => new Option(name, String(i), false, i === chosen)))
  }
  list.addEventListener('change', () => {
    subject = all[Number(list.value)]!
    void update()
  })
  for (const each of all)
    each.watch(() => {
      if (each === subject) void update()
    })
  fill()
  board.watch((next) => {
    seen = next
    void update()
  })
  press($('flow-sample'), () => $('sample').click())
  onColours(render)
  new ResizeObserver(() => drawLines(lines, net, look, unit)).observe(root)

  const add = async () => {
    try {
      all.unshift(await packaged(worker))
      if (subject === all[1]) subject = all[0]!
      fill()
      void update()
    } catch (error) {
      notice((error as Error).message, { label: 'Try again', go: () => void add() })
    }
  }
  let asked = false
  new IntersectionObserver(
    (entries) => {
      visible = entries.some(({ isIntersecting }) => isIntersecting)
      if (visible && !asked) {
        asked = true
        void add()
      }
      if (visible) void update()
    },
    { rootMargin: '200px' },
  ).observe(root)
  render()
}
