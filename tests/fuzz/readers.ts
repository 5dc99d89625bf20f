/** Every reader of bytes from elsewhere, with good input to start from. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { decodeJpeg } from '../../src/cli/input/jpeg.js'
import { decodePng } from '../../src/cli/input/png/index.js'
import { parseIdxImages, parseIdxLabels } from '../../src/data/idx.js'
import { parseZipcode } from '../../src/data/zipcode.js'
import { decodeCheckpoint } from '../../src/formats/checkpoint.js'
import { decodeJson, encodeJson } from '../../src/formats/json-weights.js'
import { configFromMetadata } from '../../src/formats/metadata.js'
import { toOnnx } from '../../src/formats/onnx/index.js'
import { readOnnx } from '../../src/formats/onnx/read.js'
import { parseRecipe } from '../../src/formats/recipe-json.js'
import { decodeSafetensors } from '../../src/formats/safetensors.js'
import { fromTorch } from '../../src/formats/torch/index.js'
import { unzip } from '../../src/formats/torch/zip.js'
import { Network, recipes } from '../../src/index.js'
import { LenetError } from '../../src/model/errors.js'
import { idxFile } from '../support/idx-file.js'
import { jpeg, withOrientation } from '../support/jpeg.js'
import { pngMended, pngs } from '../support/png.js'
import { CHECKPOINT, torchFile as madeTorchFile } from '../support/torch-file.js'
import { zip } from '../support/zip.js'

export interface Reader {
  readonly name: string
  /** Good inputs. */
  readonly samples: readonly Uint8Array[]
  /** Gives a value, or refuses with a LenetError. */
  read(bytes: Uint8Array): unknown
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const torchFile = (name: string) =>
  new Uint8Array(readFileSync(fileURLToPath(new URL(`../fixtures/torch/${name}.pt`, import.meta.url))))

/** A checkpoint with the checksum that it should have, where that alone is wrong: so what is behind it is reached. */
function mended(bytes: Uint8Array): Uint8Array {
  try {
    decodeCheckpoint(bytes)
  } catch (error) {
    const expected = /expected "([0-9a-f]{8})"; the file was altered/.exec((error as Error).message)?.[1]
    const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf('"crc32":"')
    if (expected === undefined || at < 0) return bytes
    const copy = bytes.slice()
    copy.set(bytesOf(expected), at + 9)
    return copy
  }
  return bytes
}

export async function readers(): Promise<Reader[]> {
  const network = await Network.create({ ...recipes.base, batchSize: 2 })
  const image = new Float32Array(256).fill(-1)
  const weights = network.save()
  const fresh = network.checkpoint({ note: 'a' })
  network.forward(image)
  network.backward(3)
  const torch = ['state_dict', 'views'].map(torchFile)
  const records = await Promise.all(torch.map(async (bytes) => [...(await unzip(bytes))] as const))
  /** The archive of a file of PyTorch's with another pickle, all its checksums right. */
  const repacked = (pickle: Uint8Array, deflated: boolean): Uint8Array =>
    zip(
      records[0]!.map(([name, content]) => ({
        name,
        content: name.endsWith('.pkl') ? pickle : content,
        deflated: deflated && name.endsWith('.pkl'),
      })),
    )
  const pickleOf = (each: Iterable<readonly [string, Uint8Array]>) =>
    [...each].find(([name]) => name.endsWith('.pkl'))![1]
  // a plain dict, and a checkpoint of protocol 4 with an optimizer beside the weights
  const checkpoint = madeTorchFile({ protocol: 4, prefix: 'module.', around: CHECKPOINT })
  const pickles = [...records.map(pickleOf), pickleOf(await unzip(checkpoint))]
  const images = idxFile(
    [3, 28, 28],
    new Uint8Array(3 * 784).map((_, i) => i % 251),
  )
  const labels = idxFile([5], [0, 1, 2, 9, 4])
  const line = `7 ${Array.from({ length: 256 }, (_, i) => ((i % 5) / 2 - 1).toFixed(4)).join(' ')}\n`
  const postal = bytesOf(line + line)
  const small = (bytes: Uint8Array) => new Uint8Array(gzipSync(bytes))
  const recipe = [{ extends: 'modern', dropout: 0.35 }, recipes.modern].map((it) =>
    bytesOf(JSON.stringify(it)),
  )
  const grey = { data: new Uint8Array(4 * 20 * 12).map((_, i) => (i * 7) % 256), width: 20, height: 12 }
  const photos = [await jpeg(grey, { baseline: true }), withOrientation(await jpeg(grey, { quality: 60 }), 6)]
  return [
    { name: 'safetensors', samples: [weights], read: decodeSafetensors },
    {
      name: 'checkpoint',
      samples: [fresh, network.checkpoint()],
      read: (bytes) => decodeCheckpoint(mended(bytes)),
    },
    {
      name: 'checkpoint, resumed',
      samples: [fresh],
      read: async (bytes) => (await Network.resume(mended(bytes))).predict(image),
    },
    {
      name: '.pt',
      samples: [
        ...torch,
        checkpoint,
        repacked(pickles[0]!, true),
        ...['legacy', 'nested', 'script'].map(torchFile),
      ],
      read: (bytes) => fromTorch(bytes),
    },
    { name: 'pickle in .pt', samples: pickles, read: (bytes) => fromTorch(repacked(bytes, false)) },
    { name: 'ONNX', samples: [toOnnx(network)], read: readOnnx },
    {
      name: 'JSON weights',
      samples: [bytesOf(encodeJson(network))],
      read: (bytes) => decodeJson(text(bytes)),
    },
    { name: 'idx images', samples: [images, small(images)], read: (bytes) => parseIdxImages(bytes) },
    { name: 'idx labels', samples: [labels, small(labels)], read: (bytes) => parseIdxLabels(bytes) },
    { name: 'postal text', samples: [postal, small(postal)], read: (bytes) => parseZipcode(bytes) },
    { name: 'recipe', samples: recipe, read: (bytes) => parseRecipe(text(bytes), 'file') },
    { name: 'PNG', samples: pngs(), read: (bytes) => decodePng(pngMended(bytes)) },
    { name: 'JPEG', samples: photos, read: decodeJpeg },
    {
      name: 'recipe in metadata',
      samples: [bytesOf(JSON.stringify(recipes.base))],
      read: (bytes) => configFromMetadata({ recipe: text(bytes), seed: '7' }, 'file'),
    },
  ]
}

/** What became of an input: `read`, or the code it was refused with. Whatever else is thrown comes through. */
export async function outcome(reader: Reader, bytes: Uint8Array): Promise<string> {
  try {
    await reader.read(bytes)
    return 'read'
  } catch (error) {
    if (error instanceof LenetError) return error.code
    throw error
  }
}
