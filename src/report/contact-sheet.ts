/** Small pictures on one drawing, to be saved. */
import { escapeHtml } from './escape.js'

/** Pictures with their captions side by side, `columns` of them, as one SVG. */
export function contactSheet(
  pictures: readonly { readonly source: string; readonly caption: string }[],
  columns: number,
): string {
  const [width, height] = [72, 92]
  const cells = pictures.map(({ source, caption }, i) => {
    const [x, y] = [width * (i % columns) + 4, height * Math.floor(i / columns) + 4]
    return `<image href="${source}" x="${x}" y="${y}" width="64" height="64" style="image-rendering: pixelated"/><text x="${x + 32}" y="${y + 78}">${escapeHtml(caption)}</text>`
  })
  const size = [width * Math.min(columns, pictures.length), height * Math.ceil(pictures.length / columns)]
  return `<svg viewBox="0 0 ${size.join(' ')}" width="${size[0]}" height="${size[1]}" font-size="11" text-anchor="middle" fill="currentColor">${cells.join('')}</svg>`
}
