/** One colour per recipe, from the grey of 1989 on; the page defines them for light and dark mode. */

/** For a light and for a dark page. They also differ in lightness, for readers who do not see all colours. */
export const palette: readonly (readonly [light: string, dark: string])[] = [
  ['#71767d', '#a3a8af'],
  ['#b7791f', '#e0b45c'],
  ['#b4493a', '#f0907f'],
  ['#2f7d5b', '#69c39b'],
  ['#2660a4', '#79b0ec'],
  ['#7a4a9e', '#c19be0'],
  ['#14868c', '#5cc7cc'],
]

/** The colour of the i-th recipe; they repeat after the last. */
export const colour = (i: number): string => `var(--c${i % palette.length})`
