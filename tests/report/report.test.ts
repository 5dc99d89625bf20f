/** The page: all its parts, nothing from elsewhere, and nothing in it that a name could smuggle in. */
import { inflateSync } from 'node:zlib'
import { parseHTML } from 'linkedom'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  checkErrors,
  type Experiment,
  ladder as experiments,
  moreDigits,
  suspicious,
} from '../../src/cli/runs/published.js'
import { recipes } from '../../src/model/recipes.js'
import { answersOf } from '../../src/model/rejection.js'
import { loadCharts } from '../../src/report/charts.js'
import type { Report, Row } from '../../src/report/data.js'
import { csv, fileName } from '../../src/report/download.js'
import { pngDataUri } from '../../src/report/png.js'
import { describe, renderReport } from '../../src/report/report.js'
import { lineNames, passTicks, roundTicks } from '../../src/report/scales.js'
import { meanAndSd, publishedError, signedPercent } from '../../src/report/text.js'
import { errorDifference } from '../../src/sweep/summary.js'
import { fakeRun } from '../support/fake-run.js'
import { refuses } from '../support/refusal.js'

const test = suite('report')
const charts = await loadCharts()

const digits = {
  images: Float32Array.from({ length: 100 * 256 }, (_, i) => Math.sin(i)),
  labels: Uint8Array.from({ length: 100 }, (_, i) => i % 10),
  length: 100,
}

const row = (label: string, recipe: keyof typeof recipes, misses: number, seeds: number): Row => ({
  label,
  recipe: recipes[recipe],
  train: 200,
  test: digits,
  single: fakeRun(label, 1337, [30, misses]),
  runs: Array.from({ length: seeds }, (_, i) => fakeRun(label, i, [30 + i, misses + i])),
  published: [
    { by: 'paper', error: 0.05 },
    { by: 'notebook', error: 0.0414 },
  ],
})

const report = (rows: readonly Row[]): Report => ({
  title: 'Title of it',
  intro: 'What it is about.',
  rows,
  differences: rows.slice(1).flatMap((row, i) => errorDifference(rows[i]!.runs, row.runs, 100) ?? []),
  facts: [['digits', 'from somewhere']],
})

/** The page, read as a browser reads it. */
const parse = (html: string) => parseHTML(html).document

const many = report([row('base', 'base', 9, 4), row('+ tricks', 'modern', 4, 4)])
const page = renderReport(many, charts)
const document = parse(page)
const text = (selector: string) => document.querySelector(selector)!.textContent!

test('the page has every part', () => {
  assert.is(text('title'), 'Title of it')
  assert.is(text('h1'), 'Title of it')
  assert.match(text('header'), /What it is about\./)
  const headings = [...document.querySelectorAll('h2')].map((heading) => heading.textContent)
  assert.equal(headings, ['Test error', 'Learning', 'base', '+ tricks', 'Every run'])
  assert.match(text('footer'), /digits.*from somewhere/)
  const [, , first, second] = document.querySelectorAll('section')
  assert.match(first!.textContent!, /tanh · mean squared error · SGD 0\.03 · 23 passes over 200 digits/)
  assert.match(
    second!.textContent!,
    /ReLU · cross-entropy · AdamW 0\.0003 → 0\.0001 · rolled by ±1 · dropout 0\.25 after H3/,
  )
  for (const section of [first!, second!]) {
    // two charts of curves, the confusion matrix, and the 12 kernels
    assert.is(section.querySelectorAll('svg').length, 3 + 12)
    assert.is(section.querySelectorAll('.filters rect').length, 300)
    assert.is(section.querySelectorAll('svg[aria-label^="Confusion matrix"]').length, 1)
    assert.ok(section.querySelectorAll('.digits img').length > 0)
  }
})

test('the table has the published figures, the seed of the table, and the spread', () => {
  const cells = [...document.querySelectorAll('#ladder table')[0]!.querySelectorAll('tr')].map((tr) =>
    [...tr.querySelectorAll('th, td')].map((cell) => cell.textContent),
  )
  assert.equal(cells[0], [
    'recipe',
    'paper',
    'notebook',
    'ours, seed 1337',
    'misses',
    'ours, 4 seeds',
    '95% interval',
    'training',
  ])
  // 9, 10, 11, 12 misses of 100: mean 10.5, sd √(5/3) = 1.29, t(3) = 3.182 → ± 2.05
  assert.equal(cells[1], ['base', '5.00%', '4.14%', '9.00%', '9', '10.50 ± 1.29%', '8.45 … 12.55%', '0.5 s'])
  const differences = document.querySelectorAll('#ladder table')[1]!.querySelectorAll('tr')[1]!
  assert.equal(
    [...differences.querySelectorAll('th, td')].map((cell) => cell.textContent),
    ['+ tricks against base', '−5.00%', '0.00%', '−5.00% … −5.00%', '4'],
  )
})

test('bands and error bars are there with a spread, and not without', () => {
  const one = parse(renderReport(report([row('base', 'base', 9, 0)]), charts))
  const count = (page: Document | typeof document, label: string) =>
    page.querySelectorAll(`#ladder g[data-mark="${label}"] > *`).length
  // two recipes, on a wide and on a narrow chart
  assert.is(count(document, 'link'), 4)
  assert.is(count(one as never, 'link'), 0)
  assert.match(text('#learning figcaption'), /bands: ± one standard deviation/)
  assert.not.match(one.querySelector('#learning figcaption')!.textContent!, /band/)
  const areas = [...document.querySelectorAll('#learning g[data-mark="area"] path')]
  assert.is(areas.length, 4)
})

test('a misread digit is shown with its picture, its label and its answer', () => {
  const single = report([
    {
      ...row('base', 'base', 2, 0),
      single: {
        ...fakeRun('base', 1, [5, 2]),
        misread: [
          [31, 7],
          [64, 0],
        ],
      },
    },
  ])
  const shown = [...parse(renderReport(single, charts)).querySelectorAll('.digits li')]
  assert.equal(
    shown.map((item) => item.textContent),
    ['1 → 7', '4 → 0'],
  )
  const ink = (pixel: number) => Math.round(255 * (1 - (pixel + 1) / 2))
  for (const [i, index] of [31, 64].entries()) {
    const { pixels } = decodePng(shown[i]!.querySelector('img')!.getAttribute('src')!)
    assert.equal(pixels, Uint8Array.from(digits.images.subarray(index * 256, (index + 1) * 256), ink))
  }
})

test('of many seeds, the digits are shown first that most of them misread, as what most of them read', () => {
  const runs = [
    [
      [5, 1],
      [7, 2],
    ],
    [
      [7, 3],
      [9, 0],
    ],
    [
      [7, 3],
      [5, 1],
    ],
  ].map((misread, seed) => ({
    ...fakeRun('base', seed, [5, 2]),
    misread: misread as [number, number][],
  }))
  const items = parse(
    renderReport(report([{ ...row('base', 'base', 2, 0), runs }]), charts),
  ).querySelectorAll('.digits li')
  assert.equal(
    [...items].map((item) => item.textContent),
    ['7 → 33 of 3', '5 → 12 of 3', '9 → 01 of 3'],
  )
})

test('nothing is asked for from anywhere, and the page forbids it', () => {
  const addresses = page.replaceAll(/data:(image\/png|image\/svg\+xml|text\/csv);base64,[\w+/]+=*/g, '')
  assert.not.match(addresses, /https?:|\/\/|@import|url\(|<script|<link|<iframe/i)
  const policy = document.querySelector('meta[http-equiv="Content-Security-Policy"]')!.getAttribute('content')
  assert.is(policy, "default-src 'none'; img-src data:; style-src 'unsafe-inline'")
  for (const element of document.querySelectorAll('[src], [href]')) {
    const data = element.hasAttribute('download')
      ? /^data:(image\/svg\+xml|text\/csv);base64,/
      : /^data:image\/png;base64,|^#/
    assert.match(element.getAttribute('src') ?? element.getAttribute('href')!, data)
  }
})

test('names are text, whatever is in them', () => {
  const name = `<img src=x onerror=alert(1)>&"'.json`
  const hostile: Report = {
    ...report([row(name, 'base', 9, 2), row('other', 'base', 8, 2)]),
    title: name,
    intro: name,
    facts: [[name, name]],
  }
  const html = renderReport(hostile, charts)
  const page = parse(html)
  assert.is(page.querySelectorAll('[onerror]').length, 0)
  assert.is(page.querySelectorAll('img:not([alt^="test digit"])').length, 0)
  assert.is(page.querySelectorAll('h2')[2]!.textContent, name)
  assert.is(page.querySelector('h1')!.textContent, name)
})

test('a single pass, a single seed, no miss at all: there is a page', () => {
  const run = { ...fakeRun('base', 1, [0]), misread: [] }
  const html = renderReport(report([{ ...row('base', 'base', 0, 0), single: run }]), charts)
  assert.not.match(html, /NaN|Infinity|undefined/)
})

/** What the links of a page give: the text of each file by its name. */
function files(page: typeof document): Map<string, string> {
  const links = [...page.querySelectorAll('a[download]')]
  return new Map(
    links.map((link) => [
      link.getAttribute('download')!,
      Buffer.from(link.getAttribute('href')!.replace(/^data:[^,]*,/, ''), 'base64').toString(),
    ]),
  )
}
const saved = files(document)
const rowsOf = (name: string) =>
  saved
    .get(name)!
    .trimEnd()
    .split('\r\n')
    .map((row) => row.split(','))

test('each figure can be saved as a drawing, and its data as a table', () => {
  const names = ['test-error', 'learning']
  for (const row of ['base', 'tricks'])
    names.push(...['error', 'loss', 'confusion', 'filters', 'misread'].map((what) => `${what}-${row}`))
  assert.equal([...saved.keys()], [...names.flatMap((name) => [`${name}.svg`, `${name}.csv`]), 'runs.csv'])
  assert.is(document.querySelectorAll('figure').length, names.length)
  for (const name of names) {
    const drawing = saved.get(`${name}.svg`)!
    const root = parseHTML(drawing).document.querySelector('svg')!
    assert.is(root.getAttribute('xmlns'), 'http://www.w3.org/2000/svg')
    assert.not.match(drawing, /NaN|Infinity|undefined/)
    // every colour that it names is in it
    for (const [, property] of drawing.matchAll(/var\((--[\w-]+)\)/g))
      assert.ok(drawing.includes(`${property}: `), property)
    const [, ...rows] = rowsOf(`${name}.csv`)
    assert.ok(rows.length > 0 && rows.every(({ length }) => length === rows[0]!.length))
  }
})

test('the data are those of the figures', () => {
  // 9, 10, 11, 12 misses of 100
  assert.equal(rowsOf('learning.csv')[2]!.slice(0, 3), ['base', '2', '10.5'])
  assert.equal(
    rowsOf('test-error.csv')
      .slice(1, 8)
      .map(([, by, error]) => [by, Number(error)]),
    [
      ['seed 1337', 0.09],
      ['seed 0', 0.09],
      ['seed 1', 0.1],
      ['seed 2', 0.11],
      ['seed 3', 0.12],
      ['paper', 0.05],
      ['notebook', 0.0414],
    ],
  )
  assert.is(rowsOf('confusion-base.csv').length, 101)
  assert.is(rowsOf('filters-base.csv').length, 301)
  assert.is(rowsOf('misread-base.csv').length - 1, Number(text('figure.digits p').match(/: (\d+) of/)![1]))
})

test('each run is in a table, with the SHA-256 of its weights', () => {
  const cells = [...document.querySelectorAll('#runs tbody tr')].map((tr) =>
    [...tr.querySelectorAll('th, td')].map((cell) => cell.textContent),
  )
  assert.is(cells.length, 10)
  assert.equal(cells[1], ['base', '0', '9', '9.00%', '0.5 s', '0'.repeat(64)])
  assert.equal(rowsOf('runs.csv')[1], [
    'base',
    '1337',
    '9',
    '100',
    '200',
    '0.5',
    (1337).toString(16).padStart(64, '0'),
  ])
})

test('the paper’s figures are there where they are asked for, to be saved like the others', () => {
  const outputs = Float32Array.from({ length: 1000 }, (_, i) => Math.cos(i))
  const paper = {
    answers: [
      answersOf(outputs, digits.labels, 'mse'),
      answersOf(outputs.map(Math.abs), digits.labels, 'mse'),
    ],
    digit: digits.images.subarray(0, 256),
    h1: digits.images.subarray(0, 768),
    h2: digits.images.subarray(0, 192),
    label: 3,
    answer: 8,
  }
  const html = renderReport({ ...many, paper }, charts)
  assert.not.match(html, /NaN|Infinity|undefined/)
  const shown = parse(html)
  assert.is(shown.querySelectorAll('.maps img').length, 1 + 12 + 12)
  assert.match(shown.querySelector('#paper')!.textContent!, /A 3, misread as 8/)
  const saved = files(shown as typeof document)
  assert.is(saved.get('maps.csv')!.trimEnd().split('\r\n').length, 1 + 256 + 768 + 192)
  assert.is(saved.get('rejection.csv')!.trimEnd().split('\r\n').length, 62)
  assert.match(saved.get('maps.svg')!, /^<svg xmlns=/)
})

test('values with commas and quotes stay whole, names of files are plain', () => {
  const table = csv(
    ['a', 'b'],
    [
      ['x, y', 1],
      ['"', undefined],
    ],
  )
  assert.is(table, 'a,b\r\n"x, y",1\r\n"""",\r\n')
  assert.is(fileName('Error', '+ dropout, ReLU (modern)'), 'error-dropout-relu-modern')
})

test('no number is missing from the page', () => assert.not.match(page, /NaN|Infinity|undefined/))

test('a recipe is described by what it has', () => {
  const base = row('x', 'base', 1, 1)
  const recipe = {
    ...recipes.modern,
    schedule: 'cosine',
    batchSize: 64,
    labelSmoothing: 0.1,
    dropoutAfter: 'h2',
    passes: 1,
  } as const
  assert.is(
    describe({ ...base, recipe, train: 50_000 }),
    'ReLU · cross-entropy · label smoothing 0.1 · AdamW 0.0003 → 0 · batches of 64 · rolled by ±1 · dropout 0.25 after H2 · 1 pass over 50,000 digits',
  )
})

test('pictures are PNGs that hold their pixels', () => {
  const pixels = Uint8Array.from({ length: 15 }, (_, i) => i * 17)
  assert.equal(decodePng(pngDataUri(pixels, 5, 3)), { width: 5, height: 3, pixels })
})

/** Reads what `pngDataUri` writes; the check sums are tried on known ones. */
function decodePng(uri: string) {
  const bytes = Buffer.from(uri.replace('data:image/png;base64,', ''), 'base64')
  assert.is(bytes.subarray(0, 8).toString('latin1'), '\x89PNG\r\n\x1a\n')
  const types: string[] = []
  let [at, width, height, pixels] = [8, 0, 0, new Uint8Array(0)]
  while (at < bytes.length) {
    const length = bytes.readUInt32BE(at)
    const type = bytes.subarray(at + 4, at + 8).toString('latin1')
    const data = bytes.subarray(at + 8, at + 8 + length)
    types.push(type)
    if (type === 'IHDR') [width, height] = [data.readUInt32BE(0), data.readUInt32BE(4)]
    if (type === 'IDAT') pixels = Uint8Array.from(inflateSync(data).filter((_, i) => i % (width + 1) > 0))
    // every PNG there is ends with these bytes
    if (type === 'IEND') assert.is(bytes.readUInt32BE(at + 8), 0xae426082)
    at += length + 12
  }
  assert.equal(types, ['IHDR', 'IDAT', 'IEND'])
  return { width, height, pixels }
}

test('ticks are round and few', () => {
  assert.equal(roundTicks([0.9, 35]), [1, 2, 3, 5, 10, 20, 30])
  assert.equal(roundTicks([11, 60]), [15, 20, 30, 40, 50, 60])
  assert.equal(roundTicks([1e-4, 9]), [1e-4, 1e-3, 1e-2, 0.1, 1])
  assert.equal(passTicks(1), [1])
  assert.equal(passTicks(8), [1, 2, 3, 4, 5, 6, 7, 8])
  assert.equal(passTicks(23), [1, 5, 10, 15, 20])
  assert.equal(passTicks(80), [1, 10, 20, 30, 40, 50, 60, 70, 80])
  assert.equal(passTicks(1_000_000).at(-1), 1_000_000)
  assert.ok(passTicks(999_999).length <= 9)
})

test('names at the ends of lines do not cover each other', () => {
  const ending = (name: string, at: number) => ({
    name,
    colour: 'red',
    dash: '',
    points: [{ pass: 1, mean: at, low: at, high: at }],
  })
  const [low, high] = [1, 100]
  const names = lineNames([ending('a', 10), ending('b', 10.1), ending('c', 50)], [low, high], 200)
  const pixel = (at: number) => (Math.log(at / low) / Math.log(high / low)) * 200
  assert.equal(
    names.map(({ name }) => name),
    ['a', 'b', 'c'],
  )
  assert.is(names[0]!.at, 10)
  assert.ok(Math.abs(pixel(names[1]!.at) - pixel(10) - 16) < 1e-9)
  assert.is(names[2]!.at, 50)
})

test('figures are written as in a paper', () => {
  const published = [
    { by: 'paper', error: 0.05 },
    { by: 'notebook', error: 0.03, about: true },
  ] as const
  assert.is(publishedError(published, 'paper'), '5.00%')
  assert.is(publishedError(published, 'notebook'), 'about 3%')
  assert.is(publishedError(published, 'upstream'), '–')
  assert.is(meanAndSd({ n: 2, mean: 0.0443, sd: 0.0027, min: 0, max: 1 }), '4.43 ± 0.27%')
  assert.is(meanAndSd({ n: 1, mean: 0.0443, min: 0, max: 1 }), '4.43%')
  assert.equal([0.0123, -0.0235, 0, -0.00001].map(signedPercent), ['+1.23%', '−2.35%', '0.00%', '0.00%'])
})

test('a row is suspicious beyond four standard errors of its expected errors, and not before', () => {
  const [base] = experiments as [(typeof experiments)[number]]
  // √(0.043 · 0.957 / 2007) = 0.45281%: from 2.489% to 6.111%
  for (const misses of [50, 86, 122]) assert.not.ok(suspicious(base, misses / 2007), `${misses}`)
  for (const misses of [0, 49, 123, 2007]) assert.ok(suspicious(base, misses / 2007), `${misses}`)
  const augmentation = experiments.find(({ name }) => name === 'augmentation')!
  // from 2.2% − 4 · 0.32742% to 2.6% + 4 · 0.35521%
  for (const misses of [18, 44, 52, 80]) assert.not.ok(suspicious(augmentation, misses / 2007), `${misses}`)
  for (const misses of [17, 81]) assert.ok(suspicious(augmentation, misses / 2007), `${misses}`)
})

test('a suspicious row fails the command, by its name', async () => {
  const [base, crossEntropy] = experiments as [Experiment, Experiment]
  checkErrors([
    [base, 0.043],
    [crossEntropy, 0.05],
  ])
  const message = /^more than four standard errors from what PyTorch reaches: \+ cross-entropy$/
  await refuses(
    () =>
      checkErrors([
        [base, 0.043],
        [crossEntropy, 0.5],
      ]),
    'ERR_VALUE',
    message,
  )
})

test('what the others have published is not suspicious, but for the digits of 1989', () => {
  for (const experiment of [...experiments, ...moreDigits]) {
    for (const { error } of experiment.published)
      assert.not.ok(suspicious(experiment, error), experiment.label)
  }
})

test.run()
