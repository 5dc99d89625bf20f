/** The shipped classifier, instantiated: `assembly/classifier` with its weights. */
import text from './classifier.wasm.js'
import {
  type ClassifierModule,
  classifierInstance,
  inlinedLoader,
  type Loader,
} from './classifier-instance.js'

export const classifierLoader: Loader<ClassifierModule> = inlinedLoader(text, (module) =>
  classifierInstance(module, 'classifier.wasm'),
)
