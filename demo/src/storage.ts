/** What the page keeps in IndexedDB: the last training, as far as it got. */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import type { PassLine } from './pass-line.js'
import type { Config } from './settings.js'

export interface Kept {
  readonly checkpoint: Uint8Array<ArrayBuffer>
  readonly config: Config
  readonly lines: readonly PassLine[]
  /** Milliseconds that the clock showed. */
  readonly elapsed: number
}

interface Schema extends DBSchema {
  readonly trainings: { key: 'last'; value: Kept }
}

/** In private windows and with storage switched off there is no database: then nothing is kept, and the page works without. */
let database: Promise<IDBPDatabase<Schema> | undefined> | undefined

function open(): Promise<IDBPDatabase<Schema> | undefined> {
  database ??= openDB<Schema>('lenet1989', 1, {
    upgrade: (db) => {
      db.createObjectStore('trainings')
    },
    // another tab with a newer page wants to change the form of the data
    blocking: (_, __, event) => (event.target as IDBDatabase).close(),
  }).catch(() => undefined)
  return database
}

/** Whether it was kept. */
export async function keep(training: Kept): Promise<boolean> {
  try {
    const db = await open()
    await db?.put('trainings', training, 'last')
    return db !== undefined
  } catch {
    return false
  }
}

export async function kept(): Promise<Kept | undefined> {
  try {
    return await (await open())?.get('trainings', 'last')
  } catch {
    return undefined
  }
}

export async function forget(): Promise<void> {
  await (await open())?.delete('trainings', 'last')
}
