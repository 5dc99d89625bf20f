/** The style of the page: light and dark, desktop and phone. */
import { palette } from './colours.js'

const colours = (of: 0 | 1): string => palette.map((pair, i) => `--c${i}: ${pair[of]};`).join(' ')

export const style = `
:root {
  color-scheme: light dark;
  --paper: #fdfcfa; --ink: #1f2226; --quiet: #6a6f76; --line: #e4e1db; --more: #2660a4; --less: #b4493a;
  ${colours(0)}
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #16181b; --ink: #e8e6e1; --quiet: #9a9fa6; --line: #303439; --more: #79b0ec; --less: #f0907f;
    ${colours(1)}
  }
}
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
.quiet, header p, section > p, figcaption, footer, small { color: var(--quiet); }
section { margin-top: 4rem; padding-top: 1.75rem; border-top: 1px solid var(--line); }
section > h2::before { content: ""; display: inline-block; width: 0.6em; height: 0.6em; margin-right: 0.5em; border-radius: 50%; background: var(--own, transparent); }
section:not([style]) > h2::before { display: none; }
figure { margin: 1.75rem 0 0; }
figcaption { margin-top: 0.5rem; font-size: 0.85rem; line-height: 1.45; }
figcaption span { display: inline-block; margin-right: 1.2em; }
figcaption .dot { color: var(--c0); }
figure svg { --plot-background: var(--paper); width: 100%; height: auto; overflow: visible; }
.more { color: var(--more); fill: var(--more); } .less { color: var(--less); fill: var(--less); }
.narrow { display: none; }
.legend { display: flex; flex-wrap: wrap; gap: 0.1rem 1.1rem; margin: 0 0 0.9rem; padding: 0; list-style: none; font-size: 0.85rem; }
.legend li::before { content: ""; display: inline-block; width: 0.65em; height: 0.65em; margin-right: 0.45em; border-radius: 50%; background: var(--own); }
.scroll { overflow-x: auto; margin-top: 1.5rem; }
h3 + .scroll { margin-top: 0; }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
th, td { padding: 0.45rem 0 0.45rem 1.1rem; text-align: right; font-weight: 400; white-space: nowrap; border-bottom: 1px solid var(--line); }
thead th { color: var(--quiet); font-size: 0.8rem; vertical-align: bottom; }
th:first-child { padding-left: 0; text-align: left; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 0 3rem; align-items: start; }
.filters { display: grid; grid-template-columns: repeat(4, 1fr); gap: 0.9rem; margin: 2.6rem 0 1rem; }
.filters svg { display: block; outline: 1px solid var(--line); }
.filters rect { width: 1.02px; height: 1.02px; }
.maps { display: grid; grid-template-columns: 1fr 4fr 4fr; gap: 1.5rem; align-items: center; }
.maps div { display: grid; grid-template-columns: repeat(6, 1fr); gap: 0.5rem; }
.maps div:first-child { grid-template-columns: 1fr; }
.maps img { display: block; width: 100%; height: auto; image-rendering: pixelated; border: 1px solid var(--line); }
.digits ul { display: grid; grid-template-columns: repeat(auto-fill, minmax(64px, 1fr)); gap: 1rem 0.75rem; margin: 1rem 0 0; padding: 0; list-style: none; }
.digits li { font-size: 0.8rem; line-height: 1.3; text-align: center; font-variant-numeric: tabular-nums; }
.digits li b { font-weight: 600; color: var(--own); }
.digits img { display: block; width: 100%; max-width: 72px; height: auto; aspect-ratio: 1; margin: 0 auto 0.35rem; image-rendering: pixelated; border: 1px solid var(--line); }
.digits small { display: block; font-size: 0.72rem; }
@media (prefers-color-scheme: dark) { .digits img { filter: invert(0.92); border-color: #d3cfc9; } }
footer { margin-top: 4rem; padding-top: 1.25rem; border-top: 1px solid var(--line); font-size: 0.8rem; }
footer dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.15rem 1.5rem; margin: 0; }
footer dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 700px) {
  body { padding: 2.25rem 1.1rem 2rem; }
  h1 { font-size: 1.9rem; }
  section { margin-top: 2.75rem; }
  .wide { display: none; } .narrow { display: block; }
  .pair { grid-template-columns: 1fr; }
  .filters { grid-template-columns: repeat(6, 1fr); gap: 0.5rem; margin: 1rem 0; }
  .digits ul { grid-template-columns: repeat(auto-fill, minmax(52px, 1fr)); }
}
@media print { section { break-inside: avoid; } }
`
