/** The hand that was taught last, in a database of its own. */
import { type DBSchema, openDB } from 'idb'
import type { Stroke } from '../draw/strokes.js'
import type { Taught } from './lesson.js'

export interface Page {
  readonly label: number
  readonly round: number
  readonly strokes: readonly Stroke[]
}

export interface KeptHand {
  readonly pages: readonly Page[]
  readonly taught: Taught
}

interface Schema extends DBSchema {
  readonly hands: { key: 'mine'; value: KeptHand }
}

/** Where there is no IndexedDB at all, `openDB` throws: here, too, that is a refusal to be caught. */
const open = async () =>
  openDB<Schema>('lenet1989-hand', 1, {
    upgrade: (db) => {
      db.createObjectStore('hands')
    },
  })

/** Whether it was kept: in private windows there is no database. */
export async function keepHand(hand: KeptHand): Promise<boolean> {
  try {
    await (await open()).put('hands', hand, 'mine')
    return true
  } catch {
    return false
  }
}

export const keptHand = (): Promise<KeptHand | undefined> =>
  open()
    .then((db) => db.get('hands', 'mine'))
    .catch(() => undefined)

export const forgetHand = (): Promise<void> =>
  open()
    .then((db) => db.delete('hands', 'mine'))
    .catch(() => undefined)
