/** For every digit, the forms in which people write it, and how often each. */

import type { Forms } from '../strokes.js'
import { eight } from './eight.js'
import { five } from './five.js'
import { four } from './four.js'
import { nine } from './nine.js'
import { one } from './one.js'
import { seven } from './seven.js'
import { six } from './six.js'
import { three } from './three.js'
import { two } from './two.js'
import { zero } from './zero.js'

export const forms: readonly Forms[] = [zero, one, two, three, four, five, six, seven, eight, nine]
