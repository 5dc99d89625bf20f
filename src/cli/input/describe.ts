/** `lenet1989 info FILE`: describes a file. */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isObject, parseJson } from '../../formats/json.js'
import { parseRecipe } from '../../formats/recipe-json.js'
import { LenetError } from '../../model/errors.js'
import { type Recipe, recipes } from '../../model/recipes.js'
import { PARAMETERS } from '../../model/shape.js'
import { stateSha256, stateShapes, tensorLength, tensorNames } from '../../model/state.js'
import { findDigits } from '../../node/data-files.js'
import { readFolder } from '../../node/folder-digits.js'
import { readFileCapped } from '../../node/index.js'
import type { Context } from '../command.js'
import { METRICS_FILE, RUN_FILE } from '../output/record.js'
import { duration, listing, oneLine, size, table, thousands } from '../terminal/format.js'
import { type Model, readModel, sourceNotes } from './models.js'

/** The runs of a large sweep. */
const MAX_TEXT_BYTES = 1 << 28

type Entries = (readonly [string, string])[]

/**
 * Describes weights in any format, a checkpoint, the record of a run (its folder or `run.json`), its figures, the runs of a sweep, a recipe, or a folder of digits.
 *
 * @throws {LenetError} ERR_FILE if it cannot be read; ERR_FORMAT, ERR_STATE if it is something else
 */
export async function describeFile(path: string, context: Context): Promise<void> {
  const isFolder = (await stat(path).catch(() => undefined))?.isDirectory() ?? false
  const file = isFolder ? join(path, RUN_FILE) : path
  if (isFolder && !(await stat(file).catch(() => undefined))) {
    print(await describeFolder(path), context)
    return
  }
  const text = await lines(file)
  const record = text === undefined ? undefined : describeText(file, text)
  if (record !== undefined) print(record, context)
  else await describeModel(file, context)
}

/** @throws {LenetError} ERR_FILE for a folder of other things */
async function describeFolder(path: string): Promise<Entries> {
  const found = await findDigits(path)
  if (found === undefined) {
    throw new LenetError(
      'ERR_FILE',
      `${path}: this folder holds no ${RUN_FILE} of a run (\`train --out\`) and no digits (four idx files, or zip.train.gz and zip.test.gz)`,
    )
  }
  const { counts, digests } = await readFolder(path, found)
  const count = (of: number | undefined) => (of === undefined ? 'none' : thousands(of))
  return [
    ['folder', `${path}, digits in ${found.kind === 'idx' ? 'idx files' : 'zip code text'}`],
    ['to train on', count(counts.train)],
    ['to test with', count(counts.test)],
    ...Object.entries(digests).map(([name, sha256]) => [name, `sha256 ${sha256}`] as const),
  ]
}

const print = (entries: Entries, { terminal }: Context): void => {
  for (const line of listing(entries)) terminal.print(oneLine(line))
}

/** The text of a file that begins like a JSON object; undefined for others. */
async function lines(path: string): Promise<string | undefined> {
  const bytes = await readFileCapped(path, MAX_TEXT_BYTES)
  return bytes[0] === 0x7b && bytes[8] !== 0x7b ? new TextDecoder().decode(bytes) : undefined
}

/** The description of what a run or a sweep wrote; undefined for other JSON. */
function describeText(path: string, text: string): Entries | undefined {
  const [first = '', ...rest] = text.split('\n').filter((line) => line !== '')
  const head = object(first)
  if (head?.lenet1989 === 'sweep') return describeSweep(path, head, rest)
  if (typeof head?.pass === 'number') return describeMetrics(path, [first, ...rest])
  const whole = object(text)
  if (whole === undefined) return undefined
  if (isObject(whole.data) && isObject(whole.recipe)) return describeRun(path, whole)
  return 'extends' in whole || 'activation' in whole ? describeRecipeFile(path, text) : undefined
}

function object(text: string): Record<string, unknown> | undefined {
  try {
    const value = parseJson(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** A value of a file for the terminal. */
const word = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? '–'))

function describeRun(path: string, run: Record<string, unknown>): Entries {
  const { data, recipe, seed, started, ended, done, steps, trainSeconds, sha256 } = run
  const { source, train, test } = data as Record<string, { count?: unknown } | undefined>
  const state = done === true ? 'done' : ended === undefined ? 'running, or killed' : 'stopped'
  return [
    ['file', `${path}, the record of a run`],
    ['written by', `lenet1989 ${word(run.lenet1989)}, ${word(run.engine)}`],
    ['recipe', describeRecipe(recipe as Recipe)],
    ['seed', word(seed)],
    ...(run.wasm === undefined
      ? []
      : [['module', `${word(run.wasm)}, sha256 ${word(run.wasmSha256)}`] as const]),
    ['digits', `${word(train?.count)} to train on, ${word(test?.count)} to test with: ${word(source)}`],
    ['started', word(started)],
    ['state', state],
    ...(typeof steps === 'number' ? [['steps', thousands(steps)] as const] : []),
    ...(typeof trainSeconds === 'number' ? [['training', duration(trainSeconds)] as const] : []),
    ...(sha256 === undefined ? [] : [['sha256', word(sha256)] as const]),
  ]
}

const describeRecipeFile = (path: string, text: string): Entries => [
  ['file', `${path}, a recipe`],
  ['recipe', describeRecipe(parseRecipe(text, path))],
]

function describeMetrics(path: string, passes: readonly string[]): Entries {
  const last = object(passes.at(-1)!) ?? {}
  const misses = (of: unknown): string => (isObject(of) ? `${word(of.misses)} misread` : '–')
  return [
    ['file', `${path}, the figures of a run (${METRICS_FILE})`],
    ['passes', thousands(passes.length)],
    ['last pass', `${word(last.pass)}, train ${misses(last.train)}, test ${misses(last.test)}`],
  ]
}

function describeSweep(path: string, head: Record<string, unknown>, runs: readonly string[]): Entries {
  const names = isObject(head.recipes) ? Object.keys(head.recipes) : []
  return [
    ['file', `${path}, the runs of a sweep`],
    ['recipes', names.join(', ')],
    ['digits', `${word(head.train)} to train on, ${word(head.test)} to test with`],
    ['runs', thousands(runs.length)],
    ['wasmSha256', word(head.wasmSha256)],
  ]
}

async function describeModel(path: string, context: Context): Promise<void> {
  const { terminal } = context
  const model = await readModel(path)
  print(await modelEntries(path, model), context)
  terminal.print()
  const { state } = model
  const [headings, ...rows] = table([
    ['tensor', 'shape', 'values', 'smallest', 'largest'],
    ...tensorNames.map((name) => [
      name,
      stateShapes[name].join('×'),
      thousands(tensorLength(name)),
      Math.min(...state[name]).toFixed(4),
      Math.max(...state[name]).toFixed(4),
    ]),
  ])
  terminal.print(terminal.style('bold', headings!))
  for (const row of rows) terminal.print(row)
}

async function modelEntries(path: string, model: Model): Promise<Entries> {
  const { kind, bytes, state, config, version, metadata, place } = model
  return [
    ['file', `${path}, ${kind}, ${size(bytes)}`],
    ['written by', version === undefined ? 'unknown' : `lenet1989 ${version}`],
    ['recipe', config === undefined ? 'none in the file' : describeRecipe(config)],
    ...(config === undefined ? [] : [['seed', String(config.seed)] as const]),
    ...(place === undefined || config === undefined
      ? []
      : ([
          ['passes', `${place.passes} of ${config.passes}`],
          ['position', `${thousands(place.position)} of ${thousands(place.digits)} digits of a pass`],
          ['steps', thousands(place.steps)],
          ['training', duration((place.trainMilliseconds + place.passMilliseconds) / 1000)],
        ] as const)),
    ...sourceNotes(model),
    ...Object.entries(metadata),
    ['parameters', thousands(PARAMETERS)],
    ['sha256', await stateSha256(state)],
  ]
}

/** The name of a recipe and what was changed of it: `adam, with passes 3, lr 0.01`. */
function describeRecipe(recipe: Recipe): string {
  const candidates = Object.entries(recipes).map(([name, named]) => ({
    name,
    changes: changes(named, recipe),
  }))
  const { name, changes: changed } = candidates.reduce((a, b) =>
    b.changes.length < a.changes.length ? b : a,
  )
  return changed.length === 0 ? name : `${name}, with ${changed.join(', ')}`
}

/** The fields of `recipe` that differ from `named`, with their values. */
const changes = (named: Recipe, recipe: Recipe): string[] =>
  (Object.keys(named) as (keyof Recipe)[])
    .filter((field) => JSON.stringify(named[field]) !== JSON.stringify(recipe[field]))
    .map((field) => `${field} ${recipe[field]}`)
