/** Text and figures in HTML. */
import { type Download, links } from './download.js'
import { escapeHtml } from './escape.js'

/** What may be said about a figure. */
interface FigureOptions {
  /** Its class. */
  readonly kind?: string
  /** What it can be saved as. */
  readonly download?: Download
}

/** A figure with its caption, which may contain markup. */
export const figure = (content: string, caption: string, { kind, download }: FigureOptions = {}): string =>
  `<figure${kind ? ` class="${kind}"` : ''}>${content}<figcaption>${caption}${download ? links(download) : ''}</figcaption></figure>`

/** A chart in two widths, of which the page shows the one that fits. */
export const twoWidths = (wide: string, narrow: string): string =>
  `<div class="wide">${wide}</div><div class="narrow">${narrow}</div>`

/** A table that scrolls sideways where it is too wide, by keyboard too; the first column names the rows. Cells may contain markup. */
export const table = (
  label: string,
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  kind = '',
): string =>
  `<div class="scroll" role="region" aria-label="${escapeHtml(label)}" tabindex="0"><table${kind && ` class="${kind}"`}><thead><tr>${headings
    .map((heading) => `<th scope="col">${heading}</th>`)
    .join('')}</tr></thead><tbody>${rows
    .map(
      ([first, ...cells]) =>
        `<tr><th scope="row">${first}</th>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`,
    )
    .join('')}</tbody></table></div>`

/** The approximate width of a text at 13 pixels, in pixels, in the widest font that the page may get. */
export const textWidth = (text: string): number => text.length * 7.6
