/** What the shape of the ink says before the network is asked: a digit, several of them, or something else. */

/** Why there is no answer, or none to believe. */
export type Reason = 'empty' | 'several' | 'notADigit' | 'unsure'

/** Of each of the features that a digit may have, the least and the most; see assembly/picture/features.ts. */
const LIMITS: Readonly<Record<number, readonly [least: number, most: number]>> = {}

/** A second part of this share of the mass, and of this size, is a digit of its own. */
const OTHER_MASS = 0.15
const OTHER_SIZE = 0.35
/** More parts than a digit has. */
const MOST_PARTS = 4

/** Why ink of these features is not one digit; undefined if it may be. */
export function reasonOf(features: ArrayLike<number>): Reason | undefined {
  if (features[1]! > OTHER_MASS && features[2]! > OTHER_SIZE) return 'several'
  if (features[0]! > MOST_PARTS) return 'notADigit'
  for (const [feature, [least, most]] of Object.entries(LIMITS)) {
    const value = features[Number(feature)]!
    if (!(value >= least && value <= most)) return 'notADigit'
  }
  return undefined
}
