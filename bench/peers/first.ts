/**
 * A process that only does what a program that reads one digit has to do: imports a peer, makes the network with its weights, and asks for the outputs
 * of one image. Prints the milliseconds from import to answer. The weights are in memory before, models as files.
 */
import { readDataset } from './dataset.js'
import { type Peer, PIXELS } from './peer.js'

const [, , adapter, name] = process.argv
const { images, weights } = readDataset(new URL('dataset/', import.meta.url))
const given = weights('base', 'trained')
const image = images.slice(0, PIXELS)

const started = performance.now()
const { peers } = (await import(adapter!)) as { peers: Readonly<Record<string, Peer>> }
const predict = await peers[name!]!.predictor!('base', given, 1)
const outputs = await predict(image)
const milliseconds = performance.now() - started

if (outputs.length !== 10) throw new Error(`${outputs.length} outputs`)
process.stdout.write(String(milliseconds))
// some leave threads or timers behind
process.exit(0)
