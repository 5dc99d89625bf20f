/** Teach it your hand: write, learn, see what it did, keep it. */
import type { Board } from '../draw/board.js'
import { grey } from '../draw/shipped.js'
import { $, make, press } from '../page/elements.js'
import { failed } from '../page/notice.js'
import type { LoadedDigits } from '../train/digits.js'
import { forgetHand, type KeptHand, keepHand, keptHand, type Page } from './keep.js'
import { showHand } from './results.js'
import { teach } from './teach.js'
import { write } from './write.js'

export async function hand(
  root: HTMLElement,
  board: Board,
  { rawTrain, rawTest }: LoadedDigits,
): Promise<void> {
  const intro = () => {
    const begin = make('button', {
      type: 'button',
      class: 'primary',
      textContent: 'Write 30 digits',
      id: 'hand-begin',
    })
    press(begin, writing)
    root.replaceChildren(
      make('p', {
        class: 'lead',
        textContent:
          'Write each digit three times. In a few seconds the packaged classifier learns your handwriting, in this tab, without forgetting that of others.',
      }),
      make('div', { class: 'buttons' }, begin),
    )
    return begin
  }
  const writing = () =>
    write(root, (pages) => {
      if (pages) void learn(pages)
      else intro().focus({ preventScroll: true })
    })
  const learn = async (pages: readonly Page[]) => {
    const bar = make('progress', { max: 1, value: 0, ariaLabel: 'Learning your handwriting' })
    const controller = new AbortController()
    const stop = make('button', { type: 'button', textContent: 'Stop', id: 'hand-stop' })
    press(stop, () => controller.abort())
    root.replaceChildren(
      make('p', {
        class: 'lead',
        role: 'status',
        textContent:
          'It trains four times: three times with a third of your digits held out, to measure the result, then with all.',
      }),
      bar,
      make('div', { class: 'buttons' }, stop),
    )
    stop.focus({ preventScroll: true })
    try {
      const taught = await teach(
        {
          samples: pages.map(({ label, round, strokes }) => ({
            label,
            round,
            input: grey({ kind: 'written', strokes, example: false }),
          })),
          keep: rawTrain,
          test: rawTest,
        },
        controller.signal,
        (share) => {
          bar.value = share
        },
      )
      const kept = { pages, taught }
      show(kept, await keepHand(kept)).focus({ preventScroll: true })
    } catch (error) {
      if (!controller.signal.aborted) failed(error)
      intro().focus({ preventScroll: true })
    }
  }
  const show = (kept: KeptHand, stored: boolean) =>
    showHand(
      root,
      kept,
      {
        use: async (mine) => {
          await board.shipped.use(mine ? kept.taught.weights : undefined)
          board.refresh()
          $('draw').dataset.hand = mine ? 'mine' : ''
        },
        again: writing,
        forget: () => {
          void forgetHand()
          intro().focus({ preventScroll: true })
        },
      },
      stored,
    )

  const kept = await keptHand()
  if (kept) show(kept, true)
  else intro()
}
