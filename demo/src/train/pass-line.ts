/** A pass as the page shows it and keeps it. */

/** What the page shows of a pass. */
export interface PassLine {
  readonly pass: number
  readonly lr: number
  readonly seconds: number
  readonly steps: number
  readonly trainLoss: number
  readonly trainMisses: number
  readonly testLoss: number
  readonly testMisses: number
}
