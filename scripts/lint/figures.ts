/** Fails where a picture or table in README or docs was made with other bits than those of tests/expected.ts and the packed weights. */
import { staleFigures } from '../figures/stamp.js'

const stale = staleFigures()
for (const line of stale) console.error(line)
process.exitCode = stale.length > 0 ? 1 : 0
