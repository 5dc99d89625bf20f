/** The race in an address: `#race=7` for another seed, `#race=7,3` for three passes each. */
import { numberFields } from '../train/settings.js'

export interface RaceSettings {
  readonly seed: number
  /** Passes of each; the recipe's own if undefined. */
  readonly passes: number | undefined
}

export function raceFromAddress(hash: string): RaceSettings {
  const [seed, passes] = (new URLSearchParams(hash.replace(/^#/, '')).get('race') ?? '')
    .split(',')
    .map(Number)
  return {
    seed: seed && numberFields.seed.fits(seed) ? seed : 1337,
    passes: passes !== undefined && numberFields.passes.fits(passes) ? passes : undefined,
  }
}
