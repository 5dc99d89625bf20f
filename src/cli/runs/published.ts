/** The notebook's table, row by row, with the published figures of each row. */

import { LenetError } from '../../model/errors.js'
import { type Recipe, recipes } from '../../model/recipes.js'
import { ACTIVATIONS, MACS, PARAMETERS } from '../../model/shape.js'
import type { Published } from '../../report/data.js'

/** What the notebook prints first: the paper's counts of weights, multiply-accumulates and units. */
export const countLines: readonly string[] = [
  `# params ${PARAMETERS}`,
  `# MACs ${MACS}`,
  `# activations ${ACTIVATIONS}`,
]

/** A recipe on a number of digits. */
export interface Experiment {
  /** The name of its runs. */
  readonly name: string
  readonly label: string
  readonly recipe: Recipe
  readonly train: number
  readonly test: number
  /**
   * Published test errors, each of a single seed. The paper's digits are postal ones. The upstream repository applies
   * dropout after H2, and stops at this row.
   */
  readonly published: readonly Published[]
  /** The range of test errors that PyTorch reaches with the notebook's code, which has none of the paper's methods. */
  readonly expected?: readonly [low: number, high: number]
  /** Name of the row whose change it is; the one before it if not given. */
  readonly from?: string
}

/** The sizes of the paper's sets. */
export const PAPER_DIGITS = { train: 7291, test: 2007 } as const
/** The sizes of the notebook's larger sets; the smaller ones are their first digits. */
export const MORE_DIGITS = { train: 50_000, test: 10_000 } as const

export const ladder: readonly Experiment[] = [
  {
    name: 'base',
    label: 'base',
    recipe: recipes.base,
    ...PAPER_DIGITS,
    published: [
      { by: 'paper', error: 0.05 },
      { by: 'notebook', error: 0.0414 },
      { by: 'upstream', error: 0.0409 },
    ],
    expected: [0.043, 0.043],
  },
  {
    name: 'crossEntropy',
    label: '+ cross-entropy',
    recipe: recipes.crossEntropy,
    ...PAPER_DIGITS,
    published: [{ by: 'notebook', error: 0.0458 }],
    expected: [0.046, 0.046],
  },
  {
    name: 'adam',
    label: '+ Adam',
    recipe: recipes.adam,
    ...PAPER_DIGITS,
    published: [{ by: 'notebook', error: 0.0389 }],
    expected: [0.036, 0.037],
  },
  {
    name: 'augmentation',
    label: '+ augmentation',
    recipe: recipes.augmentation,
    ...PAPER_DIGITS,
    published: [{ by: 'notebook', error: 0.0229 }],
    expected: [0.022, 0.026],
  },
  {
    name: 'modern',
    label: '+ dropout, ReLU (modern)',
    recipe: recipes.modern,
    ...PAPER_DIGITS,
    published: [
      { by: 'notebook', error: 0.0209 },
      { by: 'upstream', error: 0.0159 },
    ],
    expected: [0.02, 0.022],
  },
]

/** What the paper did and the notebook left out: on MNIST's digits, beside base. */
export const paperMethods: Experiment = {
  name: 'paper1989',
  label: "base + the paper's own methods",
  recipe: recipes.paper1989,
  ...PAPER_DIGITS,
  published: [{ by: 'paper', error: 0.05 }],
  from: 'base',
}

/** The two rows on more digits, with the notebook's number of passes. */
export const moreDigits: readonly Experiment[] = [
  {
    name: 'base, 50,000 digits',
    label: 'base, 50,000 digits',
    recipe: { ...recipes.base, passes: 80 },
    ...MORE_DIGITS,
    published: [{ by: 'notebook', error: 0.03, about: true }],
    expected: [0.03, 0.03],
  },
  {
    name: 'modern, 50,000 digits',
    label: 'modern, 50,000 digits',
    recipe: recipes.modern,
    ...MORE_DIGITS,
    published: [{ by: 'notebook', error: 0.0145 }],
    expected: [0.015, 0.015],
  },
]

/** A run further away than this is not just bad luck. */
const STANDARD_ERRORS = 4

/**
 * Whether a test error is so far from the expected ones that it indicates a bug: more than four standard errors of a share
 * of `test` digits.
 */
export function suspicious({ expected, test }: Experiment, error: number): boolean {
  if (expected === undefined) return false
  const [low, high] = expected
  const nearest = Math.min(Math.max(error, low), high)
  return Math.abs(error - nearest) > STANDARD_ERRORS * Math.sqrt((nearest * (1 - nearest)) / test)
}

/**
 * Fails for test errors that indicate a bug.
 *
 * @throws {LenetError} ERR_VALUE naming the rows
 */
export function checkErrors(errors: readonly (readonly [Experiment, number])[]): void {
  const wrong = errors.filter(([experiment, error]) => suspicious(experiment, error))
  if (wrong.length === 0) return
  const labels = wrong.map(([{ label }]) => label).join('; ')
  throw new LenetError('ERR_VALUE', `more than four standard errors from what PyTorch reaches: ${labels}`)
}
