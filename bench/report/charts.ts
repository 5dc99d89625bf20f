/** Charts as SVG files: drawn by Observable Plot, on paper of their own, so that they can be read on a light and on a dark page. */
import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'

export const INK = '#1f2226'
export const QUIET = '#6a6f76'
/** Lines, in the order of their series; the first stands for what is most looked at. */
export const COLOURS = ['#2660a4', '#b4493a', '#71767d'] as const
const PAPER = '#fdfcfa'
const FONT = 'system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif'

const GAP = 28
const HEAD = 26

export interface Panel {
  readonly title: string
  readonly width: number
  readonly height: number
  /** Names and colours of lines, shown at its upper right. */
  readonly legend?: readonly (readonly [name: string, colour: string])[]
  readonly options: Plot.PlotOptions
}

/** Panels in rows, each under its title. */
export function picture(label: string, rows: readonly (readonly Panel[])[]): string {
  const parts: string[] = []
  let y = GAP
  let width = 0
  for (const row of rows) {
    let x = GAP
    for (const panel of row) {
      parts.push(title(panel.title, x, y + 14), place(draw(panel), x, y + HEAD))
      if (panel.legend) parts.push(legend(panel.legend, x + panel.width, y + HEAD + 11))
      x += panel.width + GAP
    }
    width = Math.max(width, x)
    y += Math.max(...row.map(({ height }) => height)) + HEAD + GAP
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${y}" width="${width}" height="${y}" role="img" aria-label="${label}" font-family='${FONT}' color="${INK}">`,
    `<rect width="100%" height="100%" rx="8" fill="${PAPER}"/>`,
    ...parts,
    '</svg>\n',
  ].join('\n')
}

const title = (text: string, x: number, y: number): string =>
  `<text x="${x}" y="${y}" font-size="14" font-weight="600" fill="${INK}">${text}</text>`

function legend(entries: NonNullable<Panel['legend']>, x: number, y: number): string {
  const spans = entries.map(
    ([name, colour], i) =>
      `<tspan dx="${i === 0 ? 0 : 14}" fill="${colour}">■</tspan><tspan dx="5" fill="${QUIET}">${name}</tspan>`,
  )
  return `<text x="${x}" y="${y}" font-size="12" text-anchor="end">${spans.join('')}</text>`
}

function draw({ width, height, options }: Panel): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>')
  const chart = Plot.plot({
    document: document as unknown as Document,
    width,
    height,
    style: { fontSize: '12px', background: 'none' },
    ...options,
  })
  return chart.outerHTML
}

/** A chart inside of the picture, at its place. */
const place = (svg: string, x: number, y: number): string =>
  svg
    .replace(/ xmlns(:\w+)?="[^"]*"/g, '')
    .replace(/font-family: system-ui, sans-serif;/, '')
    .replace('<svg ', `<svg x="${x}" y="${y}" `)
