/**
 * `npm run bench:reading`: how many pictures this project reads right, beside what people would use instead, on the same pictures. Keeps each set's result at once:
 * a run that was stopped goes on where it was, and only systems that have changed read again.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { Command } from 'commander'
import {
  conditionExample,
  conditionNames,
  type Example,
  stringExample,
} from '../../../scripts/pictures/sets.js'
import { KINDS, type Kind } from '../../../scripts/read/strings.js'
import { testDigits } from '../../../scripts/train-classifier/mnist.js'
import type { RawDigits } from '../../../src/data/idx.js'
import { headline, thisMachine } from '../../machine.js'
import { readingTable } from '../../report/reading.js'
import { format } from '../../result.js'
import type { ReadingRun, SetResult } from './run.js'
import { type Layout, type System, systems } from './systems.js'

/** Strings are drawn at twice MNIST's size: Tesseract wants digits of some 40 pixels. */
const STRING_FACTOR = 2
const FILE = new URL('../../results/reading.json', import.meta.url)

interface Options {
  readonly count: string
  readonly only?: readonly string[]
  readonly fresh?: true
}

interface PictureSet {
  readonly name: string
  readonly kind: 'condition' | 'string'
  readonly layout: Layout
  example(number: number): Example
}

const setsOf = (digits: RawDigits): PictureSet[] => [
  ...conditionNames.map((name) => ({
    name,
    kind: 'condition' as const,
    layout: 'digit' as const,
    example: (number: number) => conditionExample(digits, name, number),
  })),
  ...KINDS.map((kind: Kind) => ({
    name: kind,
    kind: 'string' as const,
    layout: kind === 'columns' ? ('block' as const) : ('line' as const),
    example: (number: number) => stringExample(digits, kind, number, STRING_FACTOR),
  })),
]

async function main({ count, only, fresh }: Options): Promise<void> {
  const pictures = Number(count)
  if (!(Number.isInteger(pictures) && pictures > 0))
    throw new Error(`--count ${count}: expected a whole number`)
  const machine = thisMachine()
  console.log(`${headline(machine)}\n`)
  const before: ReadingRun | undefined =
    !fresh && existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : undefined
  const results = new Map(before?.sets.map(({ name, results }) => [name, { ...results }]))
  const sets = setsOf(await testDigits())
  const keep = (): ReadingRun => {
    const run = {
      machine,
      systems: systems.map(({ name, version, about }) => ({ name, version, about })),
      sets: sets.map(({ name, kind }) => ({ name, kind, results: results.get(name) ?? {} })),
    }
    writeFileSync(FILE, `${JSON.stringify(run, undefined, 2)}\n`)
    return run
  }
  for (const system of systems) {
    if (only && !only.some((part) => system.name.includes(part))) continue
    const due = sets.filter(({ name, layout }) => {
      const had = results.get(name)?.[system.name]
      return system.layouts.includes(layout) && !(had?.version === system.version && had.pictures >= pictures)
    })
    if (due.length > 0)
      await readAll(system, due, pictures, (name, result) => {
        results.set(name, { ...results.get(name), [system.name]: result })
        keep()
      })
  }
  console.log(format(readingTable(keep())))
}

async function readAll(
  system: System,
  sets: readonly PictureSet[],
  pictures: number,
  done: (set: string, result: SetResult) => void,
): Promise<void> {
  const reading = await system.start()
  try {
    for (const set of sets) {
      let right = 0
      for (let number = 0; number < pictures; number++) {
        const { picture, text } = set.example(number)
        if ((await reading.read(picture, set.layout)) === text) right++
      }
      console.error(`${system.name}: ${set.name}: ${right} of ${pictures}`)
      done(set.name, { version: system.version, pictures, right })
    }
  } finally {
    await reading.stop()
  }
}

await new Command('bench:reading')
  .description('Counts the pictures that this project and its peers read wholly right.')
  .option('--count <n>', 'pictures of each set', '100')
  .option('--only <names...>', 'only systems whose name contains one of these')
  .option('--fresh', 'read all again, also what has been read by the same version')
  .action(main)
  .parseAsync()
