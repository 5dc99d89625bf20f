/** What a folder of digits holds, all of it. */
import { parseIdx } from '../data/idx.js'
import { type FolderDigits, folderContent } from './data-files.js'
import { loadZipcode, loadZipcodeTest } from './zipcode.js'

/** What there is of each split, and where the digests of its files stand. */
export interface FolderContents {
  readonly counts: Readonly<Partial<Record<'train' | 'test', number>>>
  /** SHA-256 of each file's content, gunzipped, in lower-case hex. */
  readonly digests: Readonly<Record<string, string>>
}

/**
 * Reads every split of which there is a file.
 *
 * @throws LenetError as `loadMnist` and `loadZipcode`
 */
export async function readFolder(dir: string, { kind, train, test }: FolderDigits): Promise<FolderContents> {
  if (kind === 'zipcode') {
    if (!train) {
      const { test: found, digests } = await loadZipcodeTest(dir)
      return { counts: { test: found.length }, digests }
    }
    const found = await loadZipcode(dir)
    return { counts: { train: found.train.length, test: found.test.length }, digests: found.digests }
  }
  const digests: Record<string, string> = {}
  const count = async (prefix: 'train' | 't10k'): Promise<number> => {
    const images = await folderContent(dir, `${prefix}-images-idx3-ubyte`)
    const labels = await folderContent(dir, `${prefix}-labels-idx1-ubyte`)
    digests[`${prefix}-images-idx3-ubyte`] = images.sha256
    digests[`${prefix}-labels-idx1-ubyte`] = labels.sha256
    const names = { images: images.name, labels: labels.name }
    return (await parseIdx(images.bytes, labels.bytes, names)).labels.length
  }
  const counts = { ...(train && { train: await count('train') }), ...(test && { test: await count('t10k') }) }
  return { counts, digests }
}
