/** What the networks read: sets to choose on, which no network was trained on, and sets to test with, which are read at the end. */
import { asRawDigits, type Collection, collection, collections } from '../hands/other-sets.js'
import { heldOutPenDigits } from '../hands/sets.js'
import type { NamedDigits } from './trained.js'

/** Held-out hands of the pen. */
const HANDS = 5000

const named = (of: Collection | undefined): NamedDigits[] =>
  of ? [{ name: of.name, ...asRawDigits(of) }] : []

/** Hands that the pen does not write for training, and optdigits where `folder` has them. */
export function choosingSets(folder?: string): NamedDigits[] {
  const pen = { name: 'held-out hands of the pen', ...heldOutPenDigits(HANDS) }
  return [pen, ...(folder === undefined ? [] : named(collection(folder, 'optdigits')))]
}

/** Semeion and the postal test digits, where `folder` or the one above has them. */
export function testingSets(folder?: string): NamedDigits[] {
  if (folder === undefined) return []
  return collections(folder).flatMap((one) => (one.name === 'optdigits' ? [] : named(one)))
}
