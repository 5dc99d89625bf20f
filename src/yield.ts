/** Gives the event loop a turn, so that a page stays alive, timers fire and signals arrive while a network trains. */

interface Scheduler {
  yield?: () => Promise<void>
}

/**
 * Resolves in a later turn of the event loop, as early as the host can. Not by `setTimeout` where it can be helped: browsers stretch a nested one to
 * 4 ms, twice the time of a window of training.
 */
export function nextTurn(): Promise<void> {
  const { scheduler, setImmediate } = globalThis as { scheduler?: Scheduler; setImmediate?: (run: () => void) => void }
  if (scheduler?.yield) return scheduler.yield()
  if (setImmediate) return new Promise((resolve) => setImmediate(resolve))
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(null)
  })
}
