/** Everything below the first screen, put together once that works: training, race, a look inside, and what it leads to. */
import './style/font.css'
import type { Board } from './draw/board.js'
import { flow } from './flow/flow.js'
import { hand } from './hand/hand.js'
import { $ } from './page/elements.js'
import { beat } from './quiz/beat.js'
import { race } from './race/race.js'
import { leads } from './share/leads.js'
import { digitsProgress } from './train/digits-progress.js'
import { misread } from './train/misread.js'
import { training } from './train/training.js'

export async function workshop(board: Board): Promise<void> {
  leads($('use-body'))
  const digits = await digitsProgress()
  const { test, rawTest } = digits
  const place = (index: number) => {
    const raw = rawTest.images.subarray(784 * index, 784 * (index + 1))
    board.place({ kind: 'scan', raw, label: test.labels[index]!, index })
  }
  let last = -1
  board.bringDigits(
    (label) => {
      do last = (last + 1) % test.length
      while (label !== undefined && test.labels[last] !== label)
      place(last)
    },
    (index) => test.images.slice(256 * index, 256 * (index + 1)),
  )
  const toPad = (index: number) => {
    place(index)
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches
    $('draw').scrollIntoView({ behavior: calm ? 'auto' : 'smooth' })
    $('pad').focus({ preventScroll: true })
  }
  const gallery = misread($('gallery'), $('misread-count'), digits, toPad)
  const worker = new Worker(new URL('./train.worker.ts', import.meta.url), { type: 'module' })
  const own = await training(board, digits, worker, gallery)
  const lanes = race(board, digits)
  flow(board, [own, ...lanes], worker)
  await hand($('hand-body'), board, digits)
  beat($('beat-body'), board.shipped, digits, toPad)
}
