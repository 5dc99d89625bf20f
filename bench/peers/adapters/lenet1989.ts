/** This project as its users have it: the built package, by its documented calls. */
import { Network, recipes } from '../../../dist/index.js'
import { Int16Network } from '../../../dist/int16/index.js'
import { ADAMW, type Net, type Peer, PIXELS, SGD, type Trainer, type Weights } from '../peer.js'

const recipeOf = (net: Net) =>
  net === 'base'
    ? { ...recipes.base, lr: SGD.lr }
    : { ...recipes.modern, schedule: 'constant' as const, lr: ADAMW.lr, roll: 0 as const, dropout: 0 }

async function networkOf(net: Net, { state }: Weights, batch: number): Promise<Network> {
  const network = await Network.create({ ...recipeOf(net), batchSize: batch, passes: 1_000_000 })
  network.loadStateDict(state)
  return network
}

const predictor: NonNullable<Peer['predictor']> = async (net, weights) => {
  const network = await networkOf(net, weights, 1)
  return (images) => network.predict(images)
}

const int16Predictor: NonNullable<Peer['predictor']> = async (net, weights) => {
  const network = await Int16Network.create(await networkOf(net, weights, 1))
  return (images) => network.predict(images)
}

/** Training by `fit`: a pass over the digits given. */
async function fitting(net: Net, weights: Weights, batch: number): Promise<Trainer> {
  let network = await networkOf(net, weights, batch)
  let passes: ReturnType<Network['fit']> | undefined
  let trained: Float32Array | undefined
  return {
    async reset() {
      network.dispose()
      network = await networkOf(net, weights, batch)
      passes = undefined
    },
    async train(images, labels) {
      if (passes === undefined || trained !== images) {
        await passes?.return()
        passes = network.fit({ images, labels, length: labels.length }, { evaluateTrain: false })
        trained = images
      }
      await passes.next()
    },
    predict: (images) => network.predict(images),
  }
}

/** Training by a loop of one's own: `forward`, `backward`, `step`. */
async function ownLoop(net: Net, weights: Weights, batch: number): Promise<Trainer> {
  let network = await networkOf(net, weights, batch)
  return {
    async reset() {
      network.dispose()
      network = await networkOf(net, weights, batch)
    },
    train(images, labels) {
      for (let i = 0; i < labels.length; i++) {
        network.forward(images.subarray(i * PIXELS, (i + 1) * PIXELS))
        network.backward(labels[i]!, 1 / batch)
        if ((i + 1) % batch === 0) network.step()
      }
    },
    predict: (images) => network.predict(images),
  }
}

export const peers: Readonly<Record<string, Peer>> = {
  lenet1989: { about: 'fit and predict; one thread', predictor, trainer: fitting },
  'lenet1989, int16': {
    about: 'predict of lenet1989/int16; one thread',
    nearest: 'weights and activations in int16: outputs differ by about 1e-3 of the greatest',
    predictor: int16Predictor,
  },
  'lenet1989, own loop': { about: 'forward, backward and step, called for each digit', trainer: ownLoop },
}
