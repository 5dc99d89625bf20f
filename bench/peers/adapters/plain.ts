/** Plain JavaScript, written for this comparison. */
import { stateBytes } from '../../../src/model/state.js'
import type { Net, Peer, Weights } from '../peer.js'
import { StraightNetwork } from '../plain/straight.js'
import { TunedNetwork } from '../plain/tuned.js'

type Constructor = new (net: Net, parameters: Float32Array, batch: number) => StraightNetwork | TunedNetwork

function peerOf(PlainNetwork: Constructor, about: string): Peer {
  const make = (net: Net, { state }: Weights, batch: number) =>
    new PlainNetwork(net, new Float32Array(stateBytes(state).buffer), batch)
  return {
    about,
    predictor(net, weights, batch) {
      const network = make(net, weights, batch)
      return (images) => network.predict(images)
    },
    trainer(net, weights, batch) {
      let network = make(net, weights, batch)
      return {
        reset() {
          network = make(net, weights, batch)
        },
        train: (images, labels) => network.train(images, labels),
        predict: (images) => network.predict(images),
      }
    },
  }
}

export const peers: Readonly<Record<string, Peer>> = {
  'plain JavaScript, tuned': peerOf(TunedNetwork, 'float64 arrays, four outputs of a row at a time'),
  'plain JavaScript, straight loops': peerOf(StraightNetwork, 'float32 arrays, a loop for each index'),
}
