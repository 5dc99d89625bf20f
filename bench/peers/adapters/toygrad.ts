/** toygrad, a fork of convnetjs: the nearest network that its layers make, with weights of its own. */
import { NeuralNetwork, Tensor, Trainers } from 'toygrad'
import { ADAMW, CLASSES, type Net, type Peer, PIXELS, SGD } from '../peer.js'

function networkOf(net: Net): NeuralNetwork {
  const activation = { type: net === 'base' ? 'tanh' : 'relu' } as const
  const convolution = { type: 'conv', sx: 5, filters: 12, stride: 2, pad: 2 } as const
  const output =
    net === 'base' ? ([activation, { type: 'regression' }] as const) : ([{ type: 'softmax' }] as const)
  return new NeuralNetwork({
    layers: [
      { type: 'input', sx: 16, sy: 16, sz: 1 },
      convolution,
      activation,
      convolution,
      activation,
      { type: 'dense', filters: 30 },
      activation,
      { type: 'dense', filters: CLASSES },
      ...output,
    ],
  })
}

const tensor = (images: Float32Array, at: number) =>
  new Tensor(16, 16, 1, images.subarray(at * PIXELS, (at + 1) * PIXELS))

function predict(network: NeuralNetwork, images: Float32Array): Float32Array {
  const outputs = new Float32Array((images.length / PIXELS) * CLASSES)
  for (let i = 0; i * PIXELS < images.length; i++) {
    outputs.set(network.forward(tensor(images, i), false).w, i * CLASSES)
  }
  return outputs
}

const targets = Array.from({ length: CLASSES }, (_, label) =>
  Float32Array.from({ length: CLASSES }, (_, i) => (i === label ? 1 : -1)),
)

export const peers: Readonly<Record<string, Peer>> = {
  toygrad: {
    about: 'JavaScript; one thread',
    nearest:
      'H2 sees all 12 planes (1.5 times the multiply-adds), a bias to a plane, borders of 0; Adam without decay',
    predictor(net) {
      const network = networkOf(net)
      return (images) => predict(network, images)
    },
    trainer(net, _, batch) {
      const make = () => {
        const network = networkOf(net)
        const trainer =
          net === 'base'
            ? new Trainers.SGD(network, { learningRate: SGD.lr, momentum: 0, batchSize: batch })
            : new Trainers.Adam(network, { learningRate: ADAMW.lr, batchSize: batch })
        return { network, trainer }
      }
      let { network, trainer } = make()
      return {
        reset() {
          ;({ network, trainer } = make())
        },
        train(images, labels) {
          for (let i = 0; i < labels.length; i++) {
            const target = net === 'base' ? targets[labels[i]!]! : labels[i]!
            trainer.train(tensor(images, i), target)
          }
        },
        predict: (images) => predict(network, images),
      }
    },
  },
}
