/**
 * What every platform must reach, bit for bit. A change here alters what users' seeds mean: it is a release note.
 */

/** SHA-256 (`stateSha256`) of the weights after one pass of `recipes.base` over 7,291 MNIST digits, all seeds 1337. */
export const BASE_ONE_PASS_SHA256 = 'bcf8f89b01573b0a2ad23467df3f9005a9bf05178d639eaace38e50b41da6c88'

/** The same after the short training in `tests/classifier-training/trainer.test.ts`: moment maps, distortion, other hands, averages. */
export const CLASSIFIER_TRIAL_SHA256 = '04af70b5d27681d90fd4a474c8119f2d1c7d670599201432e8cd04f0b0a207b7'

/** What `scripts/hands` writes: 500 hands of the pen, and the first 2,000 training digits of MNIST with strokes grafted onto them. */
export const HANDS_SHA256 = '4e8f61b7381f4cf928e5ff70868471ebaf5fbf5ab27d29767e5b1273ca59a323'

/** The same of the classifier, before it is packed, adapted to the first simulated writer of `scripts/adapt`, with 300 digits to keep. */
export const ADAPT_SHA256 = 'dec75f0d671994ade11f1a0be9526a20afed3f0e54902c9179e52f50001364a8'
