/** Copies text, and says so on the button that was pressed. */

/** Milliseconds for which the button says what it has done. */
const SAY = 2000

export async function copy(button: HTMLElement, text: string, done = 'Copied'): Promise<void> {
  button.dataset.label ??= button.textContent ?? ''
  const before = button.dataset.label
  try {
    await navigator.clipboard.writeText(text)
    button.textContent = done
  } catch {
    // a page that came by plain http has no clipboard: the text is there to be copied by hand
    prompt('Copy this:', text)
  }
  setTimeout(() => {
    button.textContent = before
  }, SAY)
}

export const copyLink = (button: HTMLElement, href: string): Promise<void> =>
  copy(button, href, 'Link copied')
