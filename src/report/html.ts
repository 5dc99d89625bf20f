/** Text and figures in HTML. */

/** Text as it may stand in an element or in an attribute. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

/** A figure with its caption, which may hold markup. */
export const figure = (content: string, caption: string, kind = ''): string =>
  `<figure${kind && ` class="${kind}"`}>${content}<figcaption>${caption}</figcaption></figure>`

/** A chart in two widths, of which the page shows the one that fits. */
export const twoWidths = (draw: (narrow: boolean) => string): string =>
  `<div class="wide">${draw(false)}</div><div class="narrow">${draw(true)}</div>`

/** About how wide a text of 13 pixels is, in pixels, in the widest of the fonts that the page may get. */
export const textWidth = (text: string): number => text.length * 7.6
