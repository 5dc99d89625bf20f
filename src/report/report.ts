/**
 * The report: one HTML page with charts as inline SVG and digits as inline PNG. It requests nothing, and its policy forbids requests.
 */
import type { Recipe } from '../model/recipes.js'
import type { Charts } from './charts.js'
import { colour } from './colours.js'
import { errorCurves, rowCurves } from './curves.js'
import type { Report, Row } from './data.js'
import { escapeHtml } from './escape.js'
import { ladder } from './ladder.js'
import { paperFigures } from './paper.js'
import { confusionMatrix, filters, misread } from './pictures.js'
import { style } from './style.js'
import { runsTable } from './tables.js'
import { thousands } from './text.js'

const POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"

/**
 * @param report rows with at least one run each; runs of a row have the same number of passes
 * @returns a complete HTML document
 */
export function renderReport(report: Report, charts: Charts): string {
  const { title, intro, rows, paper, facts } = report
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<header><h1>${escapeHtml(title)}</h1><p>${escapeHtml(intro)}</p></header>
<main>
<section id="ladder"><h2>Test error</h2>${ladder(report, charts)}</section>
<section id="learning"><h2>Learning</h2>${errorCurves(rows, charts)}</section>
${paper ? paperFigures(paper, charts) : ''}
${rows.map((row, i) => chapter(row, i, charts)).join('\n')}
<section id="runs"><h2>Every run</h2>${runsTable(rows)}</section>
</main>
<footer><dl>${facts.map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`).join('')}</dl></footer>
</body>
</html>
`
}

/** The section of one row. */
const chapter = (row: Row, index: number, charts: Charts): string =>
  `<section style="--own: ${colour(index)}"><h2>${escapeHtml(row.label)}</h2><p>${escapeHtml(describe(row))}</p>
<div class="pair">${rowCurves(row, index, charts)}</div>
<div class="pair">${confusionMatrix(row, index, charts)}${filters(row)}</div>
${misread(row)}</section>`

/** `ReLU · cross-entropy · AdamW 0.0003 → 0.0001 · rolled by ±1 · dropout 0.25 after H3 · 80 passes over 7,291 digits` */
export function describe({ recipe, train }: Row): string {
  const parts = [
    { tanh: 'tanh', scaledTanh: 'scaled tanh', relu: 'ReLU', silu: 'SiLU' }[recipe.activation],
    recipe.loss === 'mse' ? 'mean squared error' : 'cross-entropy',
    ...(recipe.labelSmoothing > 0 ? [`label smoothing ${recipe.labelSmoothing}`] : []),
    ...(recipe.lossScale === 'halfSum' ? ['½ Σ of the squares'] : []),
    `${{ sgd: 'SGD', adamw: 'AdamW', newton: 'Newton' }[recipe.optimizer]} ${rate(recipe)}`,
    ...(recipe.batchSize > 1 ? [`batches of ${thousands(recipe.batchSize)}`] : []),
    ...(recipe.roll > 0 ? [`rolled by ±${recipe.roll}`] : []),
    ...(recipe.dropout > 0 ? [`dropout ${recipe.dropout} after ${recipe.dropoutAfter.toUpperCase()}`] : []),
    `${thousands(recipe.passes)} ${recipe.passes === 1 ? 'pass' : 'passes'} over ${thousands(train)} digits`,
  ]
  return parts.join(' · ')
}

function rate({ lr, schedule }: Recipe): string {
  const ends = { constant: undefined, linear: lr / 3, cosine: 0 }[schedule]
  return ends === undefined ? String(lr) : `${lr} → ${Number(ends.toPrecision(3))}`
}
