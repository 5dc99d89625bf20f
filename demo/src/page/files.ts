/** Weights to and from files: by button, and by dropping one on the page. */
import { onDrop } from './drop.js'
import { press } from './elements.js'

/** Offers bytes or text as a download. */
export function download(content: Uint8Array<ArrayBuffer> | string, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([content], { type: 'application/octet-stream' }))
  link.download = name
  link.click()
  // the download has its own hold on the bytes by then
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

/** Larger files are not ours: weights take 40 kB. */
const MOST = 10_000_000

/**
 * @param chosen called with the bytes of each file chosen or dropped
 * @param failed called with a sentence about one that cannot be read
 */
export function chooseWeights(
  elements: { readonly button: HTMLButtonElement; readonly input: HTMLInputElement },
  chosen: (bytes: Uint8Array, name: string) => void,
  failed: (message: string) => void,
): void {
  const { button, input } = elements
  const read = async (file: File) => {
    if (file.size > MOST) {
      failed(`${file.name} has ${file.size} bytes: these are not weights of this network, which take 40,000.`)
      return
    }
    try {
      chosen(new Uint8Array(await file.arrayBuffer()), file.name)
    } catch {
      failed(`${file.name} could not be read. Choose it again, or a copy of it.`)
    }
  }
  press(button, () => input.click())
  input.addEventListener('change', () => {
    const file = input.files?.[0]
    if (file) void read(file)
    // so that the same file can be chosen again
    input.value = ''
  })
  // pictures have been taken by then
  onDrop((file) => {
    void read(file)
    return true
  })
}
