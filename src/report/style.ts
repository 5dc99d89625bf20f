/** The style of the page: light and dark, desktop and phone, and on paper. */
import { properties } from './colours.js'

export const style = `
:root { color-scheme: light dark; ${properties(0)} }
@media screen and (prefers-color-scheme: dark) { :root { ${properties(1)} } }
* { box-sizing: border-box; }
body {
  margin: 0 auto; max-width: 1040px; padding: 4.5rem 2.5rem 3rem;
  background: var(--paper); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, sans-serif;
}
h1 { margin: 0; font-size: 2.5rem; line-height: 1.15; font-weight: 300; letter-spacing: -0.02em; text-wrap: balance; }
h2 { margin: 0; font-size: 1.5rem; line-height: 1.25; font-weight: 400; letter-spacing: -0.01em; }
h3 { margin: 2.5rem 0 0.5rem; font-size: 1rem; font-weight: 600; }
p { max-width: 44rem; margin: 0.75rem 0 0; }
a { color: inherit; }
.quiet, header p, section > p, figcaption, .digits p, footer, small { color: var(--quiet); }
section { margin-top: 4rem; padding-top: 1.75rem; border-top: 1px solid var(--line); }
section > h2::before { content: ""; display: inline-block; width: 0.6em; height: 0.6em; margin-right: 0.5em; border-radius: 50%; background: var(--own, transparent); }
section:not([style]) > h2::before { display: none; }
figure { margin: 1.75rem 0 0; }
figcaption, .digits p { margin-top: 0.5rem; font-size: 0.85rem; line-height: 1.45; }
figcaption span:not(.save) { display: inline-block; margin-right: 1.2em; }
.save { display: block; white-space: nowrap; }
.save a { display: inline-block; padding: 0.2em 0.35em; }
figcaption .dot { color: var(--c0); }
figure svg { --plot-background: var(--paper); width: 100%; height: auto; overflow: visible; }
.more { color: var(--more); fill: var(--more); } .less { color: var(--less); fill: var(--less); }
.narrow { display: none; }
.legend { display: flex; flex-wrap: wrap; gap: 0.1rem 1.1rem; margin: 0 0 0.9rem; padding: 0; list-style: none; font-size: 0.85rem; }
.legend svg { width: 30px; height: 10px; margin-right: 0.45em; }
/* a shadow at an edge beyond which the table goes on */
.scroll {
  overflow-x: auto; margin-top: 1.5rem;
  background:
    linear-gradient(to right, var(--paper) 40%, transparent) left / 3rem 100% no-repeat local,
    linear-gradient(to left, var(--paper) 40%, transparent) right / 3rem 100% no-repeat local,
    linear-gradient(to right, color-mix(in srgb, var(--ink) 28%, transparent), transparent) left / 1rem 100% no-repeat scroll,
    linear-gradient(to left, color-mix(in srgb, var(--ink) 28%, transparent), transparent) right / 1rem 100% no-repeat scroll;
}
h3 + .scroll { margin-top: 0; }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
th, td { padding: 0.45rem 0 0.45rem 1.1rem; text-align: right; font-weight: 400; white-space: nowrap; border-bottom: 1px solid var(--line); }
thead th { color: var(--quiet); font-size: 0.8rem; vertical-align: bottom; }
th:first-child { padding-left: 0; text-align: left; }
.runs th, .runs td { padding-top: 0.2rem; padding-bottom: 0.2rem; font-size: 0.8rem; }
code { font-size: 0.75rem; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 0 3rem; align-items: start; }
.filters { display: grid; grid-template-columns: repeat(4, 1fr); gap: 0.9rem; margin: 2.6rem 0 1rem; }
.filters svg { display: block; outline: 1px solid var(--line); }
.maps { display: grid; grid-template-columns: 1fr 4fr 4fr; gap: 1.5rem; align-items: center; }
.maps div { display: grid; grid-template-columns: repeat(6, 1fr); gap: 0.5rem; }
.maps div:first-child { grid-template-columns: 1fr; }
.maps img { display: block; width: 100%; height: auto; image-rendering: pixelated; border: 1px solid var(--line); }
.digits p { max-width: none; }
.digits ul { display: grid; grid-template-columns: repeat(auto-fill, minmax(64px, 1fr)); gap: 1rem 0.75rem; margin: 1rem 0 0; padding: 0; list-style: none; }
.digits li { font-size: 0.8rem; line-height: 1.3; text-align: center; font-variant-numeric: tabular-nums; }
.digits li b { font-weight: 600; }
.digits img { display: block; width: 100%; max-width: 72px; height: auto; aspect-ratio: 1; margin: 0 auto 0.35rem; image-rendering: pixelated; border: 1px solid var(--line); }
.digits small { display: block; font-size: 0.72rem; }
@media screen and (prefers-color-scheme: dark) { .digits img { filter: invert(0.92); border-color: #d3cfc9; } }
footer { margin-top: 4rem; padding-top: 1.25rem; border-top: 1px solid var(--line); font-size: 0.8rem; }
footer dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.15rem 1.5rem; margin: 0; }
footer dd { margin: 0; overflow-wrap: anywhere; }
@media screen and (max-width: 700px) {
  body { padding: 2.25rem 1.1rem 2rem; }
  h1 { font-size: 1.9rem; }
  section { margin-top: 2.75rem; }
  .wide { display: none; } .narrow { display: block; }
  .pair { grid-template-columns: 1fr; }
  .filters { grid-template-columns: repeat(6, 1fr); gap: 0.5rem; margin: 1rem 0; }
  .digits ul { grid-template-columns: repeat(auto-fill, minmax(52px, 1fr)); }
  .save a { padding: 0.6em 0.7em; }
}
@page { size: A4; margin: 15mm 14mm; }
@media print {
  :root { color-scheme: light; --paper: #fff; print-color-adjust: exact; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  h1 { font-size: 24pt; } h2 { font-size: 15pt; }
  section { margin-top: 9mm; padding-top: 5mm; }
  /* a page for each recipe */
  section[style] { break-before: page; margin-top: 0; padding-top: 0; border-top: 0; }
  #runs { break-before: page; }
  h2, h3, section > p { break-after: avoid; }
  figure, tr, .digits li, footer { break-inside: avoid; }
  .digits { break-inside: auto; }
  figure { margin-top: 5mm; }
  .pair { gap: 0 14mm; }
  .filters { margin-top: 7mm; gap: 3mm; }
  .digits ul { grid-template-columns: repeat(18, 1fr); gap: 1.5mm; margin-top: 3mm; }
  .digits li { font-size: 7pt; } .digits small { font-size: 5.5pt; }
  .digits p { font-size: 8pt; }
  figcaption { margin-top: 1mm; font-size: 8pt; }
  .save { display: none; }
  .scroll { overflow: visible; background: none; margin-top: 5mm; }
  table { font-size: 8pt; }
  thead th { font-size: 7.5pt; }
  th, td { padding: 1mm 0 1mm 2.5mm; white-space: normal; }
  .runs th, .runs td { padding: 0.4mm 0 0.4mm 2.5mm; font-size: 7pt; }
  code { font-size: 6pt; }
  footer { margin-top: 9mm; font-size: 8pt; }
}
`
