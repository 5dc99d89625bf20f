/** What the page keeps in IndexedDB: the last training of each tab, as far as it got, and the hand it was taught. */
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

/** As it lies in the database, with the time it was put there. */
type Stored = Kept & { readonly at?: number }

interface Schema extends DBSchema {
  readonly trainings: { key: string; value: Stored }
}

/** Trainings of tabs that are closed. */
const MOST = 4
const LOCK = 'lenet1989-tab-'

/** This tab's own place: two tabs do not overwrite each other. A reload keeps it; a tab that is duplicated gets a new one. */
let place: Promise<string> | undefined
const ownPlace = (): Promise<string> => {
  place ??= takePlace()
  return place
}

async function takePlace(): Promise<string> {
  let id = sessionStorage.getItem('lenet1989-tab') ?? ''
  if (!id || !(await hold(id))) {
    id = `${Date.now()}-${Math.floor(Math.random() * 1e6)}`
    sessionStorage.setItem('lenet1989-tab', id)
    await hold(id)
  }
  return id
}

/** Holds the name for as long as the tab lives; false if another tab does. */
async function hold(id: string): Promise<boolean> {
  if (!navigator.locks) return true
  return new Promise((resolve) => {
    void navigator.locks.request(LOCK + id, { ifAvailable: true }, (lock) => {
      resolve(lock !== null)
      return lock ? new Promise(() => {}) : undefined
    })
  })
}

/** The places of tabs that are open now. */
async function openTabs(): Promise<ReadonlySet<string>> {
  const held = (await navigator.locks?.query())?.held ?? []
  return new Set(held.flatMap(({ name }) => (name?.startsWith(LOCK) ? [name.slice(LOCK.length)] : [])))
}

/** In private windows and with storage switched off there is no database: then nothing is kept, and the page works without. */
let database: Promise<IDBPDatabase<Schema> | undefined> | undefined

function open(): Promise<IDBPDatabase<Schema> | undefined> {
  database ??= connect().catch(() => undefined)
  return database
}

/** Where there is no IndexedDB at all, `openDB` throws: here, too, that is a refusal to be caught. */
const connect = async () =>
  openDB<Schema>('lenet1989', 1, {
    upgrade: (db) => {
      db.createObjectStore('trainings')
    },
    // another tab with a newer page wants to change the form of the data
    blocking: (_, __, event) => (event.target as IDBDatabase).close(),
  })

/** Whether it was kept. */
export async function keep(training: Kept): Promise<boolean> {
  try {
    const db = await open()
    await db?.put('trainings', { ...training, at: Date.now() }, await ownPlace())
    return db !== undefined
  } catch {
    return false
  }
}

/** This tab's own training, else the last one of a tab that is closed; with its place. */
export async function kept(): Promise<{ readonly key: string; readonly training: Kept } | undefined> {
  try {
    const db = await open()
    if (!db) return undefined
    const own = await ownPlace()
    const busy = await openTabs()
    const all: { key: string; training: Stored }[] = []
    for (const key of await db.getAllKeys('trainings')) {
      const training = await db.get('trainings', key)
      if (training && (key === own || !busy.has(key))) all.push({ key, training })
    }
    all.sort((a, b) => (b.training.at ?? 0) - (a.training.at ?? 0))
    for (const { key } of all.slice(MOST)) await db.delete('trainings', key)
    return all.find(({ key }) => key === own) ?? all[0]
  } catch {
    return undefined
  }
}

export async function forget(key: string): Promise<void> {
  await (await open())?.delete('trainings', key)
}
