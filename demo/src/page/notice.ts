/** What went wrong, at the lower edge of the window, wherever on the page its reader is; with a way out where there is one. */
import { $, hide } from './elements.js'

export interface WayOut {
  readonly label: string
  readonly go: () => void
}

let wayOut: WayOut | undefined
/** Where the focus was before the notice came. */
let before: HTMLElement | undefined

/** Shows a sentence; an empty one takes the notice away. */
export function notice(sentence: string, way?: WayOut): void {
  if (sentence === '') {
    dismiss()
    return
  }
  before = document.activeElement as HTMLElement
  wayOut = way
  $('trouble-text').textContent = sentence
  $('trouble-way').textContent = way?.label ?? ''
  $('trouble-way').hidden = !way
  $('trouble').hidden = false
}

/** Shows what an error says. */
export const failed = (error: unknown): void => notice(error instanceof Error ? error.message : String(error))

function dismiss(): void {
  hide($('trouble'), before?.isConnected && before !== document.body ? before : $('pad'))
  $('trouble-text').textContent = ''
}

$('trouble-close').addEventListener('click', dismiss)
$('trouble-way').addEventListener('click', () => {
  const way = wayOut
  dismiss()
  way?.go()
})
document.addEventListener('keydown', ({ key }) => {
  if (key === 'Escape' && $('trouble').contains(document.activeElement)) dismiss()
})
