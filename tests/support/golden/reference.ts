/** The plain references as subjects. */
import { type Precision, ReferenceNetwork } from '../../../src/reference/network.js'
import type { Subject, SubjectKind } from './target.js'

const reference = (precision: Precision): SubjectKind => ({
  name: `float${precision} reference`,
  precision,
  async create(recipe): Promise<Subject> {
    const network = await ReferenceNetwork.create(recipe, precision)
    return {
      setState: (state) => network.setState(state),
      state: () => network.state(),
      activations(image) {
        const out = network.forward(image)
        return {
          h1: network.view('h1').slice(),
          h2: network.view('h2').slice(),
          h3: network.view('h3').slice(),
          out,
        }
      },
      lossAndGradients(image, label) {
        network.clearGradients()
        network.forward(image)
        const loss = network.backward(label)
        const gradients = network.gradients()
        network.clearGradients()
        return { loss, gradients }
      },
      trainStep(image, label, lr, draws) {
        network.forward(image, draws)
        const loss = network.backward(label)
        network.step(lr)
        return loss
      },
      moments: () => network.moments(),
      resize(raw) {
        network.raw.set(raw)
        network.operators.resize()
        return network.view('image').slice()
      },
    }
  },
})

export const references: readonly SubjectKind[] = [reference(32), reference(64)]
