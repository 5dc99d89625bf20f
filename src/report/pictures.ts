/** Pictures of a row: where it errs, what it misreads, and what its first layer looks for. */
import { answerOf } from '../model/evaluation.js'
import { CLASSES, H1, IMAGE_PIXELS, IMAGE_SIDE } from '../model/shape.js'
import type { Charts } from './charts.js'
import { colour } from './colours.js'
import { contactSheet } from './contact-sheet.js'
import { allRuns, meanRuns, type Row } from './data.js'
import { csv, fileName } from './download.js'
import { figure } from './html.js'
import { pngDataUri } from './png.js'
import { thousands } from './text.js'

/** More misread digits than this are not shown. */
const MAX_DIGITS = 72

/** The confusion matrix; a mean if there are several runs. */
export function confusionMatrix(row: Row, index: number, { plot, draw }: Charts): string {
  const runs = meanRuns(row)
  const cells = Array.from({ length: CLASSES * CLASSES }, (_, cell) => ({
    label: Math.floor(cell / CLASSES),
    answer: cell % CLASSES,
    count: runs.reduce((sum, run) => sum + run.confusion[cell]!, 0) / runs.length,
  }))
  const wrong = cells.filter(({ label, answer, count }) => label !== answer && count > 0)
  const most = Math.max(1, ...wrong.map(({ count }) => count))
  const shown = (count: number) =>
    runs.length === 1 || count >= 9.95 ? String(Math.round(count)) : count < 0.05 ? '' : count.toFixed(1)
  const digits = Array.from({ length: CLASSES }, (_, digit) => digit)
  const axis = { domain: digits, tickSize: 0, tickFormat: 'd', padding: 0.06 }
  const chart = draw({
    ariaLabel: `Confusion matrix of ${row.label}`,
    width: 460,
    height: 450,
    marginTop: 46,
    marginLeft: 46,
    marginRight: 4,
    marginBottom: 6,
    style: { fontSize: '13px' },
    x: { ...axis, type: 'band', axis: 'top', label: 'read as', labelAnchor: 'center', labelArrow: 'none' },
    y: { ...axis, type: 'band', label: 'digit', labelAnchor: 'center', labelArrow: 'none' },
    marks: [
      plot.cell(cells, { x: 'answer', y: 'label', fill: 'currentColor', fillOpacity: 0.045 }),
      plot.cell(wrong, {
        x: 'answer',
        y: 'label',
        fill: colour(index),
        // square root: one digit in two thousand must be visible beside ten
        fillOpacity: { value: ({ count }: { count: number }) => 0.75 * Math.sqrt(count / most), scale: null },
      }),
      plot.text(cells, {
        x: 'answer',
        y: 'label',
        text: ({ count, label, answer }) =>
          label === answer ? thousands(Math.round(count)) : count > 0 ? shown(count) : '',
        fillOpacity: {
          value: ({ label, answer }: { label: number; answer: number }) => (label === answer ? 0.5 : 1),
          scale: null,
        },
        fontSize: 12,
      }),
    ],
  })
  const mean = runs.length > 1 ? `, mean of ${runs.length} seeds` : ''
  return figure(chart, `${thousands(row.test.length)} test digits: row the digit, column the answer${mean}`, {
    download: {
      name: fileName('confusion', row.label),
      svg: chart,
      csv: csv(
        ['digit', 'read as', 'digits'],
        cells.map(({ label, answer, count }) => [label, answer, count]),
      ),
    },
  })
}

/** The 12 filters of H1, in the colours that the demo page has for the sign of a weight. */
export function filters(row: Row): string {
  const { filters, seed } = allRuns(row)[0]!
  const side = H1.kernel
  const size = side * side
  const drawn = Array.from({ length: H1.planes }, (_, plane) => {
    const weights = filters.slice(plane * size, (plane + 1) * size)
    const most = Math.max(...weights.map(Math.abs), 1e-6)
    return weights
      .map((weight, i) => {
        const opacity = Math.round((100 * Math.abs(weight)) / most) / 100
        return `<rect x="${i % side}" y="${Math.floor(i / side)}" width="1.02" height="1.02" class="${weight < 0 ? 'less' : 'more'}" opacity="${opacity}"/>`
      })
      .join('')
  })
  const pictures = drawn.map(
    (cells, plane) =>
      `<svg viewBox="0 0 ${side} ${side}" role="img" aria-label="filter ${plane + 1}">${cells}</svg>`,
  )
  const sheet = drawn.map(
    (cells, plane) =>
      `<g transform="translate(${(side + 1) * (plane % 4) + 1} ${(side + 1) * Math.floor(plane / 4) + 1})">${cells}</g>`,
  )
  const [width, height] = [4 * (side + 1) + 1, 3 * (side + 1) + 1]
  return figure(
    `<div class="filters">${pictures.join('')}</div>`,
    `The 12 filters of H1, 5 × 5, seed ${seed}: <b class="more">ink wanted</b>, <b class="less">ink unwanted</b>`,
    {
      download: {
        name: fileName('filters', row.label),
        svg: `<svg viewBox="0 0 ${width} ${height}" width="${20 * width}" height="${20 * height}">${sheet.join('')}</svg>`,
        csv: csv(
          ['filter', 'row', 'column', 'weight'],
          filters.map((weight, i) => [
            Math.floor(i / size) + 1,
            (Math.floor(i / side) % side) + 1,
            (i % side) + 1,
            weight,
          ]),
        ),
      },
    },
  )
}

interface Misread {
  readonly index: number
  readonly label: number
  /** The number of runs that misread it. */
  readonly times: number
  /** The answer of most of these. */
  readonly answer: number
}

/** The misread digits: those of the only run, or those that most runs misread. */
export function misread(row: Row): string {
  const runs = meanRuns(row)
  const found = misreadDigits(row)
  const shown = found.slice(0, MAX_DIGITS)
  const sources = shown.map(({ index }) =>
    pngDataUri(
      grey(row.test.images.subarray(index * IMAGE_PIXELS, (index + 1) * IMAGE_PIXELS)),
      IMAGE_SIDE,
      IMAGE_SIDE,
    ),
  )
  const pictures = shown.map(({ index, label, answer, times }, i) => {
    const count = runs.length > 1 ? `<small>${times} of ${runs.length}</small>` : ''
    return `<li><img src="${sources[i]}" width="16" height="16" alt="test digit ${index}: a ${label}, read as ${answer}">${label} → <b>${answer}</b>${count}</li>`
  })
  const many = runs.length > 1
  const every = found.filter(({ times }) => times === runs.length).length
  const total = `${thousands(found.length)} of ${thousands(row.test.length)} test digits`
  const caption = many
    ? `Misread by at least one seed: ${total}; by every seed: ${thousands(every)}.`
    : `Misread: ${total}.`
  const which =
    shown.length < found.length ? `The ${shown.length} ${many ? 'most often misread' : 'first'}` : 'Below'
  const download = {
    name: fileName('misread', row.label),
    svg: contactSheet(
      shown.map(({ label, answer, times }, i) => ({
        source: sources[i]!,
        caption: `${label} → ${answer}${many ? ` (${times})` : ''}`,
      })),
      12,
    ),
    csv: csv(
      ['test digit', 'digit', 'read as', 'times', 'of'],
      found.map(({ index, label, answer, times }) => [index, label, answer, times, runs.length]),
    ),
  }
  return figure(
    `<p>${caption} ${which}, each with what it is → what was read:</p><ul>${pictures.join('')}</ul>`,
    '',
    { kind: 'digits', ...(shown.length > 0 && { download }) },
  )
}

function misreadDigits(row: Row): Misread[] {
  const answers = new Map<number, number[]>()
  for (const [index, answer] of meanRuns(row).flatMap((run) => run.misread)) {
    const counts = answers.get(index) ?? new Array<number>(CLASSES).fill(0)
    counts[answer]!++
    answers.set(index, counts)
  }
  return [...answers]
    .map(([index, counts]) => ({
      index,
      label: row.test.labels[index]!,
      times: counts.reduce((sum, count) => sum + count, 0),
      answer: answerOf(counts),
    }))
    .sort((a, b) => b.times - a.times || a.index - b.index)
}

/** Ink, from −1 to 1, as dark on white. */
const grey = (pixels: Float32Array): Uint8Array =>
  Uint8Array.from(pixels, (pixel) => Math.round(255 * (1 - Math.min(1, Math.max(0, (pixel + 1) / 2)))))
