/**
 * What every platform must reach, bit for bit. A change here alters what users' seeds mean: it is a release note.
 */

/** SHA-256 (`stateSha256`) of the weights after one pass of `recipes.base` over 7,291 MNIST digits, all seeds 1337. */
export const BASE_ONE_PASS_SHA256 = 'bcf8f89b01573b0a2ad23467df3f9005a9bf05178d639eaace38e50b41da6c88'
