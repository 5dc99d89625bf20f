/** Files that are dropped anywhere on the page. */
import { $ } from './elements.js'

/** Takes a file, or says that it is not for it. */
type Taker = (file: File) => boolean
const takers: Taker[] = []
/** A file that came before those who could take it. */
let waiting: File | undefined

export function onDrop(taker: Taker): void {
  takers.push(taker)
  if (waiting && taker(waiting)) waiting = undefined
}

const carriesFile = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') ?? false
let depth = 0
const cover = (by: number) => {
  depth = Math.max(0, depth + by)
  $('drop').hidden = depth === 0
}
addEventListener('dragenter', (event) => {
  if (carriesFile(event)) cover(1)
})
addEventListener('dragleave', (event) => {
  if (carriesFile(event)) cover(-1)
})
addEventListener('dragover', (event) => {
  if (carriesFile(event)) event.preventDefault()
})
addEventListener('drop', (event) => {
  if (!carriesFile(event)) return
  event.preventDefault()
  cover(-depth)
  const file = event.dataTransfer!.files[0]
  if (file && !takers.some((taker) => taker(file))) waiting = file
})
