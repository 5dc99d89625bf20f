/** convnetjs: the nearest network that its layers make, with weights of its own. */
import convnetjs, { type Network, type Volume } from 'convnetjs'
import { CLASSES, type Net, type Peer, PIXELS, SGD } from '../peer.js'

const { Net: ConvNet, Vol, Trainer } = convnetjs

function networkOf(net: Net): Network {
  const activation = net === 'base' ? 'tanh' : 'relu'
  const convolution = { type: 'conv', sx: 5, filters: 12, stride: 2, pad: 2, activation }
  const network = new ConvNet()
  network.makeLayers([
    { type: 'input', out_sx: 16, out_sy: 16, out_depth: 1 },
    convolution,
    convolution,
    { type: 'fc', num_neurons: 30, activation },
    net === 'base' ? { type: 'regression', num_neurons: CLASSES } : { type: 'softmax', num_classes: CLASSES },
  ])
  return network
}

const volume = (images: Float32Array, at: number): Volume => {
  const input = new Vol(16, 16, 1, 0)
  input.w = images.subarray(at * PIXELS, (at + 1) * PIXELS)
  return input
}

function predict(network: Network, images: Float32Array): Float32Array {
  const outputs = new Float32Array((images.length / PIXELS) * CLASSES)
  for (let i = 0; i * PIXELS < images.length; i++) {
    outputs.set(network.forward(volume(images, i)).w, i * CLASSES)
  }
  return outputs
}

const sgd = { method: 'sgd', learning_rate: SGD.lr, momentum: 0, l2_decay: 0 }

/** @throws {Error} for a method it does not know: it takes it without a word, and trains by SGD */
function checkMethod(method: string): void {
  const target = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
  const fresh = networkOf('base').toJSON()
  const after = [method, 'sgd'].map((one) => {
    const network = new ConvNet()
    network.fromJSON(fresh)
    new Trainer(network, { ...sgd, method: one }).train(new Vol(16, 16, 1, 0.5), target)
    return JSON.stringify(network.toJSON())
  })
  if (after[0] === after[1])
    throw new Error(`method '${method}' is unknown to it: gives the weights of 'sgd'`)
}

const targets = Array.from({ length: CLASSES }, (_, label) =>
  Array.from({ length: CLASSES }, (_, i) => (i === label ? 1 : -1)),
)

export const peers: Readonly<Record<string, Peer>> = {
  convnetjs: {
    about: 'JavaScript; one thread',
    nearest:
      'H2 sees all 12 planes (1.5 times the multiply-adds), a bias to a plane, borders of 0, linear outputs',
    predictor(net) {
      const network = networkOf(net)
      return (images) => predict(network, images)
    },
    trainer(net, _, batch) {
      if (net === 'modern') checkMethod('adamw')
      const make = () => {
        const network = networkOf(net)
        return { network, trainer: new Trainer(network, { ...sgd, batch_size: batch }) }
      }
      let { network, trainer } = make()
      return {
        reset() {
          ;({ network, trainer } = make())
        },
        train(images, labels) {
          for (let i = 0; i < labels.length; i++) trainer.train(volume(images, i), targets[labels[i]!]!)
        },
        predict: (images) => predict(network, images),
      }
    },
  },
}
