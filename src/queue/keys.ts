/** The names of everything that lies in Redis. All begin with `lenet1989:`, so that a user of Redis can be confined to them. */

/** What BullMQ puts before the names of its own keys. */
export const PREFIX = 'lenet1989:queue'

/** A hash: the name of each sweep, and when it was made and the digest of its settings. */
export const SWEEPS = 'lenet1989:sweeps'

/** Of one sweep: what it is to make, as JSON. */
export const recordKey = (name: string): string => `lenet1989:sweep:${name}`
/** A hash: where unfinished runs stand. */
export const checkpointsKey = (name: string): string => `lenet1989:checkpoints:${name}`
/** A number: digits trained so far, by all workers. */
export const trainedKey = (name: string): string => `lenet1989:trained:${name}`
/** A set: the jobs that are made twice. */
export const doublesKey = (name: string): string => `lenet1989:doubles:${name}`
/** A hash: the first of two runs of a job, as JSON. */
export const firstsKey = (name: string): string => `lenet1989:firsts:${name}`
/** Whoever collects the runs. */
export const collectorKey = (name: string): string => `lenet1989:collector:${name}`

export const ownKeys = (name: string): string[] =>
  [recordKey, checkpointsKey, trainedKey, doublesKey, firstsKey].map((key) => key(name))

/** Keys that a worker may write after its sweep was taken away. */
export const leftovers = (name: string): string[] => [
  checkpointsKey(name),
  trainedKey(name),
  ...['meta', 'events', 'stalled-check'].map((key) => `${PREFIX}:${name}:${key}`),
]

/** Seconds after which keys expire that might otherwise stay for ever: those that a worker writes while its sweep is being cancelled. */
export const KEEP_SECONDS = 30 * 24 * 3600
