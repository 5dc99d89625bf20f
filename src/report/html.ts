/** Text and figures in HTML. */

/** Text, escaped for an element or an attribute. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

/** A figure with its caption, which may contain markup. */
export const figure = (content: string, caption: string, kind = ''): string =>
  `<figure${kind && ` class="${kind}"`}>${content}<figcaption>${caption}</figcaption></figure>`

/** A chart in two widths, of which the page shows the one that fits. */
export const twoWidths = (draw: (narrow: boolean) => string): string =>
  `<div class="wide">${draw(false)}</div><div class="narrow">${draw(true)}</div>`

/** The approximate width of a text at 13 pixels, in pixels, in the widest font that the page may get. */
export const textWidth = (text: string): number => text.length * 7.6
