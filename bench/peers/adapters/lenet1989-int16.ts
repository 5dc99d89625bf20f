/** This project's reading in 16 bits, made from the same weights. */
import { Int16Network } from '../../../dist/int16/index.js'
import type { Peer } from '../peer.js'
import { networkOf } from './lenet1989.js'

const predictor: NonNullable<Peer['predictor']> = async (net, weights) => {
  const network = await networkOf(net, weights, 1)
  const copy = await Int16Network.create(network)
  network.dispose()
  return (images) => copy.predict(images)
}

export const peers: Readonly<Record<string, Peer>> = {
  'lenet1989, int16': {
    about: 'Int16Network; one thread',
    nearest: 'ours with weights and activations in int16, outputs within about 1e-3 of the greatest',
    predictor,
  },
}
