/**
 * The network as an ONNX model for any engine that runs those: self-contained, opset 17, any number of images per call.
 *
 * The eight tensors keep their names and shapes. The peculiarities of the 1989 network in standard operators:
 * the border of −1 is a separate Pad, since Conv pads with 0; H2, each of whose planes sees 8 of H1's 12, is a Conv of three groups over
 * three sets of 8 of H1's planes; biases are Adds, since each unit has its own.
 */
import { type Config, checkConfig } from '../../model/config.js'
import { type ModelSource, modelOf } from '../../model/model.js'
import { CLASSES, H1, H2_INPUTS, IMAGE_SIDE, RAW_SIDE } from '../../model/shape.js'
import { stateShapes, tensorNames } from '../../model/state.js'
import { type Check, isBoolean, readOptions } from '../../model/validate.js'
import { VERSION } from '../../model/version.js'
import { weightsMetadata } from '../metadata.js'
import { encodeModel, FLOAT, type Node, type Port, type Tensor, UINT8 } from './proto.js'

/** Options of `toOnnx`. */
export interface OnnxOptions {
  /** Images per call, if fixed; any number by default. */
  readonly batch?: number
  /** Whether the model takes raw 28×28 bytes, as in MNIST, and scales and resizes them itself; false by default. */
  readonly raw28?: boolean
}

const OPSET = 17
/** The IR version of opset 17 (ONNX 1.12). */
const IR_VERSION = 8
const MAX_BATCH = 1_000_000

/**
 * An ONNX model with the input `images` and the output `outputs`: what `predict` gives: activated outputs for `mse`, raw logits for
 * `crossEntropy`.
 *
 * - `images`: float32 [batch, 1, 16, 16], ink 1 on a background of −1; with `raw28` uint8 [batch, 1, 28, 28], ink 255 on 0
 * - `outputs`: float32 [batch, 10]
 *
 * @param model a `Network`, or its configuration and weights
 * @throws {LenetError} ERR_CONFIG for an invalid option or another kind of object; ERR_STATE if a weight is not finite
 */
export function toOnnx(model: ModelSource, options: OnnxOptions = {}): Uint8Array<ArrayBuffer> {
  const { batch = 'batch', raw28 = false } = readOptions(options, optionChecks, 'toOnnx')
  const { config: given, state } = modelOf(model, 'toOnnx')
  const config = checkConfig(given)
  const graph = new Graph()
  for (const name of tensorNames) graph.tensor(name, stateShapes[name], state[name])
  const images: Port = raw28
    ? { name: 'images', type: UINT8, shape: [batch, 1, RAW_SIDE, RAW_SIDE] }
    : { name: 'images', type: FLOAT, shape: [batch, 1, IMAGE_SIDE, IMAGE_SIDE] }
  const output = layers(graph, raw28 ? shrink(graph, images.name) : images.name, config)
  return encodeModel({
    producer: 'lenet1989',
    version: VERSION,
    opset: OPSET,
    ir: IR_VERSION,
    doc: `The network of LeCun et al. 1989, ${config.activation}, ${config.loss}`,
    metadata: weightsMetadata(config),
    graph: {
      name: 'lenet1989',
      nodes: graph.nodes,
      tensors: graph.tensors,
      inputs: [images],
      outputs: [{ name: output, type: FLOAT, shape: [batch, CLASSES] }],
    },
  })
}

const optionChecks: { readonly [Option in keyof OnnxOptions]-?: Check } = {
  batch: [
    `a whole number from 1 to ${MAX_BATCH}`,
    (value) => Number.isInteger(value) && (value as number) >= 1 && (value as number) <= MAX_BATCH,
  ],
  raw28: isBoolean,
}

/** Collects nodes and constants. */
class Graph {
  readonly nodes: Node[] = []
  readonly tensors: Tensor[] = []

  tensor(name: string, shape: readonly number[], values: Float32Array | BigInt64Array): string {
    if (!this.tensors.some((tensor) => tensor.name === name)) this.tensors.push({ name, shape, values })
    return name
  }

  scalar(name: string, value: number): string {
    return this.tensor(name, [], Float32Array.of(value))
  }

  whole(name: string, values: readonly number[]): string {
    return this.tensor(name, [values.length], BigInt64Array.from(values, BigInt))
  }

  /** Adds a node and returns its output. */
  add(operator: string, output: string, inputs: readonly string[], attributes?: Node['attributes']): string {
    this.nodes.push({ operator, inputs, output, ...(attributes && { attributes }) })
    return output
  }
}

/** From 28×28 bytes to 16×16 pixels. */
function shrink(graph: Graph, images: string): string {
  const bytes = graph.add('Cast', 'bytes', [images], { to: FLOAT })
  const share = graph.add('Div', 'share', [bytes, graph.scalar('half_range', 127.5)])
  const scaled = graph.add('Sub', 'scaled', [share, graph.scalar('one', 1)])
  // engines disagree about Resize; two matrices mean the same everywhere
  const { rows, columns } = shrinkMatrices()
  const narrow = graph.add('MatMul', 'narrow', [
    scaled,
    graph.tensor('columns', [RAW_SIDE, IMAGE_SIDE], columns),
  ])
  return graph.add('MatMul', 'pixels', [graph.tensor('rows', [IMAGE_SIDE, RAW_SIDE], rows), narrow])
}

/** Bilinear interpolation with half-pixel centres and no anti-aliasing: rows (16×28) and its transpose. */
function shrinkMatrices(): { rows: Float32Array; columns: Float32Array } {
  const rows = new Float32Array(IMAGE_SIDE * RAW_SIDE)
  const columns = new Float32Array(IMAGE_SIDE * RAW_SIDE)
  for (let to = 0; to < IMAGE_SIDE; to++) {
    const centre = ((to + 0.5) * RAW_SIDE) / IMAGE_SIDE - 0.5
    const from = Math.floor(centre)
    for (const [source, weight] of [
      [from, from + 1 - centre],
      [from + 1, centre - from],
    ] as const) {
      rows[to * RAW_SIDE + source] = columns[source * IMAGE_SIDE + to] = weight
    }
  }
  return { rows, columns }
}

/** From pixels to `outputs`. */
function layers(graph: Graph, pixels: string, { activation, loss }: Config): string {
  /** The activation of `input`, as `output`. */
  const activate = (input: string, output: string): string => {
    if (activation === 'tanh') return graph.add('Tanh', output, [input])
    if (activation === 'relu') return graph.add('Relu', output, [input])
    if (activation === 'silu')
      return graph.add('Mul', output, [input, graph.add('Sigmoid', `${output}_gate`, [input])])
    const scaled = graph.add('Mul', `${output}_scaled`, [input, graph.scalar('S', 2 / 3)])
    return graph.add('Mul', output, [
      graph.add('Tanh', `${output}_tanh`, [scaled]),
      graph.scalar('A', 1.7159),
    ])
  }
  /** A border of 2 units with the value −1 on each side of each plane. */
  const bordered = (planes: string): string =>
    graph.add('Pad', `${planes}_bordered`, [
      planes,
      graph.whole('border', [0, 0, 2, 2, 0, 0, 2, 2]),
      graph.scalar('background', -1),
    ])
  const biased = (sums: string, bias: string): string => graph.add('Add', `${sums}_biased`, [sums, bias])
  const stride = { strides: [2, 2], kernel_shape: [H1.kernel, H1.kernel] }

  const sums1 = graph.add('Conv', 'H1_sums', [bordered(pixels), 'H1w'], stride)
  const h1 = activate(biased(sums1, 'H1b'), 'H1')
  const seen = graph.whole('H2_planes', H2_INPUTS.flat())
  const spread = graph.add('Gather', 'H1_spread', [bordered(h1), seen], { axis: 1 })
  const sums2 = graph.add('Conv', 'H2_sums', [spread, 'H2w'], { ...stride, group: H2_INPUTS.length })
  const h2 = activate(biased(sums2, 'H2b'), 'H2')
  const flat = graph.add('Flatten', 'H2_flat', [h2], { axis: 1 })
  const h3 = activate(biased(graph.add('MatMul', 'H3_sums', [flat, 'H3w']), 'H3b'), 'H3')
  const sums = graph.add('MatMul', 'out_sums', [h3, 'outw'])
  if (loss === 'crossEntropy') return graph.add('Add', 'outputs', [sums, 'outb'])
  const biasedOut = biased(sums, 'outb')
  return activation === 'scaledTanh'
    ? activate(biasedOut, 'outputs')
    : graph.add('Tanh', 'outputs', [biasedOut])
}
