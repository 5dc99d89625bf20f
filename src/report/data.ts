/** The data of a report. */
import type { Digits } from '../model/digits.js'
import type { Recipe } from '../model/recipes.js'
import type { RunResult } from '../sweep/run.js'
import type { Difference } from '../sweep/summary.js'
import type { PaperFigures } from './paper.js'

/** A test error that somebody has published. */
export interface Published {
  readonly by: 'paper' | 'notebook' | 'upstream'
  /** Share of misread digits. */
  readonly error: number
  /** Whether it was published as "about" this value. */
  readonly about?: true
}

/** A recipe on a set of digits. */
export interface Row {
  readonly label: string
  readonly recipe: Recipe
  /** Training digits. */
  readonly train: number
  /** The test digits, to show the misread ones. */
  readonly test: Digits
  /** The run that is shown separately, beside the spread: the seed of the table. */
  readonly single?: RunResult
  /** The runs whose spread is shown; there may be none. */
  readonly runs: readonly RunResult[]
  readonly published: readonly Published[]
}

export interface Report {
  readonly title: string
  readonly intro: string
  readonly rows: readonly Row[]
  /** Differences between rows, seed by seed; `from` and `to` are labels of rows. */
  readonly differences: readonly Difference[]
  /** What the figures of the paper of 1989 are drawn from, where they are. */
  readonly paper?: PaperFigures
  /** Names and values for the foot of the page: source of the digits, program, date. */
  readonly facts: readonly (readonly [string, string])[]
}

/** All runs of a row, the separate one first. */
export const allRuns = ({ single, runs }: Row): readonly RunResult[] => (single ? [single, ...runs] : runs)

/** The runs whose mean is shown: those of the spread, or else the separate one. */
export const meanRuns = ({ single, runs }: Row): readonly RunResult[] =>
  runs.length > 0 || single === undefined ? runs : [single]
