/**
 * What every platform must reach, bit for bit. A change here alters what users' seeds mean: it is a release note.
 */

/** SHA-256 (`stateSha256`) of the weights after one pass of `recipes.base` over 7,291 MNIST digits, all seeds 1337. */
export const BASE_ONE_PASS_SHA256 = 'bcf8f89b01573b0a2ad23467df3f9005a9bf05178d639eaace38e50b41da6c88'

/** The same after the short training of a pupil by two teachers in `tests/classifier-training/trainer.test.ts`: distortion, averages, soft targets. */
export const CLASSIFIER_TRIAL_SHA256 = 'c974a75e6c7876c1dd63ce1bb9a4708e147ddbbba53719b3c71610052140904d'
