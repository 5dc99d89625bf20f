/** `lenet1989 convert IN OUT`: weights from PyTorch, or in any other format that we read, to a safetensors file. */
import { weightsMetadata } from '../../formats/metadata.js'
import { stateSha256 } from '../../model/state.js'
import { type AddCommand, type Context, examples } from '../command.js'
import { knownConfig, type ModelOptions, readModel, tellSource, withModel } from '../input/models.js'
import { checkOutput, checkWritable } from '../output/files.js'
import { writeWeights } from '../output/weights.js'
import { oneLine, size } from '../terminal/format.js'

export const addConvert: AddCommand = (program, context) => {
  withModel(
    program
      .command('convert')
      .argument(
        '<in>',
        "a state_dict or dict of tensors that PyTorch's torch.save wrote, or any weights file of this library",
      )
      .argument('<out>', 'the safetensors file to write'),
  )
    .summary("turn PyTorch's .pt into safetensors")
    .description(
      'Reads weights and writes them as a safetensors file. A .pt file is a pickle, which can run arbitrary code when PyTorch loads it; ' +
        'here it is parsed as data, and refused if it holds anything but the eight tensors. It does not say how they were trained: ' +
        'the new file records what --recipe says.',
    )
    .addHelpText(
      'after',
      examples([
        ['convert base_model_data.pt base.safetensors --recipe base', "the notebook's own file"],
        ['convert run.ckpt now.safetensors', 'the weights in a checkpoint'],
      ]),
    )
    .action((from: string, to: string, options: ModelOptions) => convert(from, to, options, context))
}

async function convert(from: string, to: string, options: ModelOptions, context: Context): Promise<void> {
  const { terminal } = context
  await checkOutput(to, 'convert', ['safetensors'], [from])
  const model = await readModel(from)
  tellSource(model, context)
  const config = knownConfig(model, options)
  await checkWritable(to, 'convert')
  const bytes = await writeWeights(to, model.state, {
    ...model.metadata,
    ...(config && weightsMetadata(config)),
  })
  terminal.note(oneLine(`saved to ${to}, ${size(bytes)}`))
  if (config === undefined) terminal.note('the recipe is unknown: pass --recipe here, or to evaluate')
  terminal.print(`# sha256 of the weights ${await stateSha256(model.state)}`)
}
