/**
 * Digits and files on disk: `lenet1989/node`.
 */
export { cacheFolder, type DownloadProgress, mirrors } from './cache.js'
export { readFileCapped, writeFileAtomic } from './files.js'
export { type LoadedDigits, type LoadMnistOptions, loadMnist, loadRawMnist } from './mnist.js'
export { type LoadZipcodeOptions, loadZipcode } from './zipcode.js'
