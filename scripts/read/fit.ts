/**
 * `npm run fit:read`: fits the weights of assembly/read/score.ts to strings of held-out digits, by the likelihood of what stands there, and
 * writes assembly/read/score-weights.ts. The network has to be packed before, by `npm run pack:read`.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fitDigits } from './fit-digits.js'
import { type Lattice, logShare, PLAIN, takeLattice, WEIGHTS } from './lattice.js'
import { ReadModule } from './module.js'
import { Random } from './random.js'
import { inkString, type Kind, resized } from './strings.js'

const SEED = 77
/** Strings of each kind that the fit sees. */
const EACH: Partial<Record<Kind, number>> = {
  wide: 100,
  normal: 150,
  overlap: 130,
  touching: 250,
  mixed: 150,
  ruled: 130,
  separators: 250,
  one: 250,
  deep: 60,
}
const STEPS = Number(process.env.STEPS ?? 120)
const RATE = 0.05
/** Pulls weights to 0: strings are few for what is rare. */
const DECAY = 1e-4

const digits = await fitDigits()
const module = new ReadModule()
const lattices: Lattice[] = []
let lost = 0
for (const [kind, count] of Object.entries(EACH) as [Kind, number][])
  for (let number = 0; number < count; number++) {
    const random = new Random(SEED, 0x90000000 + number)
    const drawn = inkString(digits, kind, SEED, number)
    const string = number % 2 === 0 ? drawn : resized(drawn, random.uniform(0.7, 1.5))
    module.read(string.ink, string.width, string.height)
    if (string.text.includes('\n')) continue
    const lattice = takeLattice(module, string.text)
    if (logShare(lattice, Float64Array.from(module.weights)) === undefined) lost++
    else lattices.push(lattice)
  }
console.log(`${lattices.length} strings, ${lost} that no path spells`)
const weights = Float64Array.from(module.weights)
const [first, second] = [new Float64Array(WEIGHTS), new Float64Array(WEIGHTS)]
for (let step = 1; step <= STEPS; step++) {
  const gradient = new Float64Array(WEIGHTS)
  let sum = 0
  for (const lattice of lattices) sum += logShare(lattice, weights, gradient) ?? 0
  const rate = RATE * (step > 0.7 * STEPS ? 0.2 : 1)
  for (let i = 0; i < WEIGHTS; i++) {
    if (i === PLAIN && process.env.NOPLAIN) continue
    const g = gradient[i]! / lattices.length - DECAY * weights[i]!
    first[i] = 0.9 * first[i]! + 0.1 * g
    second[i] = 0.98 * second[i]! + 0.02 * g * g
    weights[i]! +=
      (rate * first[i]!) / (1 - 0.9 ** step) / (Math.sqrt(second[i]! / (1 - 0.98 ** step)) + 1e-6)
  }
  if (step % 25 === 0 || step === 1)
    console.log(`step ${step}: mean log share ${(sum / lattices.length).toFixed(5)}`)
}
const rows = Array.from({ length: Math.ceil(WEIGHTS / 8) }, (_, i) =>
  [...weights.slice(8 * i, 8 * i + 8)].map((w) => Number(w.toPrecision(5))).join(', '),
)
writeFileSync(
  join(import.meta.dirname, '../../assembly/read/score-weights.ts'),
  `// written by \`npm run fit:read\`\nexport const WEIGHTS: StaticArray<f32> = [\n${rows.map((row) => `  ${row},\n`).join('')}]\n`,
)
