/** The shipped classifier, instantiated: `assembly/classifier` with its weights. */
import text from './classifier.wasm.js'
import {
  type ClassifierModule,
  classifierInstance,
  inlinedLoader,
  type Loader,
} from './classifier-instance.js'

const FILE = 'classifier.wasm'

export const classifierLoader: Loader<ClassifierModule> = inlinedLoader(text, FILE, (module) =>
  classifierInstance(module, FILE),
)
