/** What every host is to do with the packed package; `load` gives the bytes of a file, `makeWorker` a worker whose script serves, where the host has them. */
import { Network, recipes, stateSha256 } from 'lenet1989'
import { DigitClassifier } from 'lenet1989/classifier'
import { digits, parseIdx, resize } from 'lenet1989/data'
import { decodeSafetensors, toOnnx } from 'lenet1989/formats'
import { RemoteNetwork } from 'lenet1989/worker'

const recipe = { ...recipes.base, passes: 1, seed: 1337 }

export async function attempt(load, makeWorker) {
  const raw = await parseIdx(await load('images'), await load('labels'))
  const train = digits(await resize(raw.images), raw.labels)
  const net = await Network.create(recipe)
  await net.fit(train, { evaluateTrain: false })
  const state = net.stateDict()
  const classifier = await DigitClassifier.load()
  const answers = Array.from({ length: 20 }, (_, i) =>
    classifier.classify(raw.images.subarray(784 * i, 784 * (i + 1))),
  )
  const result = {
    base: await stateSha256(state),
    classifier: answers.map(({ digit, confidence }) => `${digit} ${confidence}`).join(),
    formats: `${toOnnx({ config: net.config, state }).length} ${await stateSha256(decodeSafetensors(net.save()).state)}`,
  }
  const worker = makeWorker?.()
  if (!worker) return result
  const remote = await RemoteNetwork.create(worker, recipe)
  await remote.fit(train, { evaluateTrain: false })
  result.worker = await stateSha256(await remote.stateDict())
  worker.terminate()
  return result
}
