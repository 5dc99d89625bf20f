/** Yields to the event loop, so that a page stays responsive, timers fire and signals arrive while a network trains. */

/**
 * Resolves in a later task of the event loop, as early as the host can. Not by `setTimeout`: browsers stretch nested ones to 4 ms, twice the time of a
 * batch buffer of training. Not by `scheduler.yield()` either: in a loop it runs ahead of timers, messages and fetches, which then never
 * come (measured in Chromium and Firefox: none in a second).
 */
export async function nextTurn(): Promise<void> {
  for (const way of WAYS) {
    try {
      return await new Promise(way)
    } catch {
      // absent here, or a stub that only throws, as in Next.js's edge runtime
    }
  }
}

/** The quickest first. jsdom, contexts of `node:vm` and engines' own shells lack some or all. */
const WAYS: readonly ((resolve: () => void) => void)[] = [
  (resolve) => setImmediate(resolve),
  (resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(null)
  },
  (resolve) => setTimeout(resolve),
]

/** Milliseconds on the host's finest clock. */
export const now = (): number => (typeof performance === 'object' ? performance : Date).now()
