/** The runs that `reproduce --all --out FILE` has made, by experiment. */
import { readFileSync } from 'node:fs'
import type { ExperimentResult } from '../../src/cli/commands/reproduce-all.js'
import type { Experiment } from '../../src/cli/runs/published.js'
import type { RunResult } from '../../src/sweep/run.js'

/** The seed that the tables show by itself. */
const SEED = 1337

/** Of each experiment, that seed and the others. The file's first line says what the runs have in common. */
export function resultsOf(file: string, experiments: readonly Experiment[]): ExperimentResult[] {
  const [, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n')
  const all = lines.map((line) => JSON.parse(line) as RunResult)
  return experiments.map((experiment) => {
    const own = all.filter(({ name }) => name === experiment.name)
    const single = own.find(({ seed }) => seed === SEED)
    if (!single) throw new Error(`${file}: no run of ${experiment.name} with seed ${SEED}`)
    const runs = own.filter(({ seed }) => seed !== SEED).sort((a, b) => a.seed - b.seed)
    return { experiment, single, runs }
  })
}
