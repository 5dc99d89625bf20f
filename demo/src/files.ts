/** Weights to and from files: by button, and by dropping one on the page. */

/** Offers bytes as a download. */
export function download(bytes: Uint8Array<ArrayBuffer>, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([bytes], { type: 'application/octet-stream' }))
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
export function chooseFiles(
  elements: {
    readonly button: HTMLButtonElement
    readonly input: HTMLInputElement
    readonly veil: HTMLElement
  },
  chosen: (bytes: Uint8Array, name: string) => void,
  failed: (message: string) => void,
): void {
  const { button, input, veil } = elements
  const read = async (file: File | undefined) => {
    if (!file) return
    if (file.size > MOST) {
      failed(`${file.name} has ${file.size} bytes: these are no weights of this network.`)
      return
    }
    try {
      chosen(new Uint8Array(await file.arrayBuffer()), file.name)
    } catch {
      failed(`${file.name} could not be read.`)
    }
  }
  button.addEventListener('click', () => input.click())
  input.addEventListener('change', () => {
    void read(input.files?.[0])
    // so that the same file can be chosen again
    input.value = ''
  })

  const carriesFile = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false
  let depth = 0
  const cover = (by: number) => {
    depth = Math.max(0, depth + by)
    veil.hidden = depth === 0
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
    void read(event.dataTransfer!.files[0])
  })
}
