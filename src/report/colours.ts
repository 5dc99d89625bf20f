/**
 * One colour and one dash per recipe, from the grey of 1989 on; the page defines the colours for light and dark mode. Any two differ by 15 or more (CIEDE2000), for readers
 * with normal sight and for those who lack a kind of cone (tests/report/colours.test.ts).
 */

/** For a light and for a dark page. */
export const palette: readonly (readonly [light: string, dark: string])[] = [
  ['#4a4d52', '#83868b'],
  ['#7c5500', '#bf7101'],
  ['#8a050d', '#c83841'],
  ['#739a5a', '#9eea68'],
  ['#4861d5', '#57aaf8'],
  ['#730a7c', '#ae42a1'],
  ['#30a093', '#7ee7d8'],
]

/** Where ink is wanted and where it is not, as positive and negative weights on the demo page; for a light and for a dark page. */
export const signs = { more: ['#b23a22', '#f08a72'], less: ['#2c5f9e', '#6fa4ea'] } as const

/** Paper, text, quiet text and lines; for a light and for a dark page. */
export const page = {
  paper: ['#fdfcfa', '#16181b'],
  ink: ['#1f2226', '#e8e6e1'],
  quiet: ['#5f646b', '#9a9fa6'],
  line: ['#e4e1db', '#303439'],
} as const

/** All of them as custom properties. */
export const properties = (of: 0 | 1): string =>
  [
    ...Object.entries({ ...page, ...signs }).map(([name, pair]) => `--${name}: ${pair[of]};`),
    ...palette.map((pair, i) => `--c${i}: ${pair[of]};`),
  ].join(' ')

/** The colour of the i-th recipe; they repeat after the last. */
export const colour = (i: number): string => `var(--c${i % palette.length})`

const dashes = ['', '7 3', '2 3', '9 3 2 3', '13 4', '5 2 1.5 2 1.5 2', '1 4'] as const

/** The dash of the i-th line of a chart; beside recipes of the same colour it is another one. */
export const dash = (i: number): string => dashes[(i + Math.floor(i / palette.length)) % dashes.length]!
