/**
 * Weights in the formats of other tools: `lenet1989/formats`. Bytes in, bytes out; nothing here touches a file system.
 *
 * @module
 */
export type { Model, ModelSource } from '../model/model.js'
export { type Checkpoint, decodeCheckpoint, type TrainingPosition } from './checkpoint.js'
export { decodeJson, encodeJson, type JsonWeights } from './json-weights.js'
export { type OnnxOptions, toOnnx } from './onnx/index.js'
export { decodeSafetensors, encodeSafetensors, type Metadata, type Safetensors } from './safetensors.js'
export { fromTorch, type TorchOptions, type TorchSource } from './torch/index.js'
