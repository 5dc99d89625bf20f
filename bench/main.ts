/** `npm run bench`: the figures by which this project is judged. README.md in this folder says how to read them. */
import { writeFileSync } from 'node:fs'
import { Argument, Command, CommanderError } from 'commander'
import { classifier } from './benchmarks/classifier.js'
import { fit } from './benchmarks/fit.js'
import { batchSizes } from './benchmarks/growth/batch.js'
import { numbersOfDigits } from './benchmarks/growth/digits.js'
import { instances } from './benchmarks/growth/instances.js'
import { memory } from './benchmarks/growth/memory.js'
import { int16 } from './benchmarks/int16.js'
import { kernels } from './benchmarks/kernels.js'
import { network } from './benchmarks/network.js'
import { basePhases, modernPhases } from './benchmarks/phases.js'
import { pictures } from './benchmarks/pictures.js'
import { queue } from './benchmarks/queue.js'
import { reading } from './benchmarks/reading.js'
import { recipeCosts } from './benchmarks/recipes.js'
import { relaxed } from './benchmarks/relaxed.js'
import { start } from './benchmarks/start.js'
import { workers } from './benchmarks/workers.js'
import { better, changes, changeTable, type Run, readRun } from './compare.js'
import { headline, thisMachine } from './machine.js'
import { type Effort, quick, thorough } from './measure.js'
import { type BenchResult, format, text } from './result.js'
import { type Dataset, loadDataset } from './target.js'

type Benchmark = (dataset: Dataset, effort: Effort) => Promise<BenchResult>

const benchmarks: Readonly<Record<string, Benchmark>> = {
  network,
  int16,
  kernels,
  recipes: recipeCosts,
  fit,
  workers,
  classifier,
}
const phases: Readonly<Record<string, Benchmark>> = {
  'phases of base': basePhases,
  'phases of modern': modernPhases,
}
/** What `growth` stands for. */
const growth: Readonly<Record<string, Benchmark>> = {
  'growth, batch size': batchSizes,
  'growth, digits': numbersOfDigits,
  'growth, side by side': instances,
  'growth, memory': memory,
}
/** Answered only if asked for. */
const special: Readonly<Record<string, Benchmark>> = { start, relaxed, reading, pictures, queue }
const all = { ...benchmarks, ...phases, ...growth, ...special }

interface Options {
  readonly phases?: true
  readonly quick?: true
  readonly json?: string
  readonly compare?: string
}

const program = new Command('bench')
  .description('Times the network on real digits, and the machine it runs on.')
  .addArgument(
    new Argument('[benchmarks...]', 'what to measure (default: all but growth, start and relaxed)').choices([
      ...Object.keys(benchmarks),
      'growth',
      ...Object.keys(special),
    ]),
  )
  .option('--phases', 'where the time of a training step goes')
  .option('--quick', 'a quarter of the time, and less to rely on')
  .option('--json <file>', 'keep the figures in a file')
  .option('--compare <file>', 'compare with kept figures; exit 1 if one got more than 10% slower')
  .addHelpText(
    'after',
    `
Examples:
  npm run bench -- network
  npm run bench -- --json before.json
  npm run bench -- --compare before.json`,
  )
  .action((names: string[], options: Options) => main(names, options))

async function main(names: readonly string[], options: Options): Promise<void> {
  const before = options.compare === undefined ? undefined : readRun(options.compare)
  const effort = options.quick ? quick : thorough
  const dataset = await loadDataset()
  const machine = thisMachine()
  console.log(`${headline(machine)}\n`)
  const answers: Record<string, BenchResult> = {}
  for (const [name, benchmark] of Object.entries(pick(names, options))) {
    answers[name] = await benchmark(dataset, effort)
    console.log(text(answers[name]))
  }
  const run = { machine, benchmarks: answers }
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(run, undefined, 2)}\n`)
  if (before) await report(before, run, (name) => all[name]!(dataset, effort))
}

/** Prints what has changed. What seems slower is measured twice more, since a busy machine can do that too. */
async function report(
  before: Run,
  run: Run,
  again: (benchmark: string) => Promise<BenchResult>,
): Promise<void> {
  let now = run
  let list = changes(before, now)
  for (let attempt = 0; attempt < 2; attempt++) {
    const doubtful = new Set(list.filter(({ slower }) => slower).map(({ benchmark }) => benchmark))
    for (const name of doubtful) {
      const repeated = better(now.benchmarks[name]!, await again(name))
      now = { ...now, benchmarks: { ...now.benchmarks, [name]: repeated } }
    }
    list = changes(before, now)
  }
  const { engine, date } = before.machine
  console.log(`## Against the run of ${date} UTC on ${engine}\n\n${format(changeTable(list))}\n`)
  if (list.length === 0) throw new Error('the two runs have no figure in common')
  const slow = list.filter(({ slower }) => slower)
  console.log(
    slow.length === 0
      ? 'Nothing got slower.'
      : `${slow.length} of ${list.length} figures got slower by more than 10%.`,
  )
  if (slow.length > 0) process.exitCode = 1
}

function pick(names: readonly string[], options: Options): Readonly<Record<string, Benchmark>> {
  const named = Object.fromEntries(
    names.flatMap((name) => (name === 'growth' ? Object.entries(growth) : [[name, all[name]!]])),
  )
  if (options.phases) return { ...named, ...phases }
  return names.length > 0 ? named : benchmarks
}

try {
  await program.exitOverride().parseAsync()
} catch (error) {
  // commander has said what it has to say itself
  const said = error instanceof CommanderError
  if (!said) console.error(`bench: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = said && error.exitCode === 0 ? 0 : 2
}
