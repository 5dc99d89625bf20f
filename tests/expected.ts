/**
 * What every platform must reach, bit for bit. A change here alters what users' seeds mean: it is a release note.
 */

/** SHA-256 (`stateSha256`) of the weights after one pass of `recipes.base` over 7,291 MNIST digits, all seeds 1337. */
export const BASE_ONE_PASS_SHA256 = '8386213b78426c371797d57322e6e6bb92e47de9308950e9fe6983332c5c0164'
