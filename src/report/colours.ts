/** One colour for each recipe, from the grey of 1989 on; the page defines them for light and for dark. */

/** For a light and for a dark page: told apart by people who do not see all colours, too, as their lightness differs. */
export const palette: readonly (readonly [light: string, dark: string])[] = [
  ['#71767d', '#a3a8af'],
  ['#b7791f', '#e0b45c'],
  ['#b4493a', '#f0907f'],
  ['#2f7d5b', '#69c39b'],
  ['#2660a4', '#79b0ec'],
  ['#7a4a9e', '#c19be0'],
  ['#14868c', '#5cc7cc'],
]

/** The colour of the i-th recipe; after the last the first comes again. */
export const colour = (i: number): string => `var(--c${i % palette.length})`
