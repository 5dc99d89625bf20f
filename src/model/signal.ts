/** What stops a long call, named so that projects without the types of a page or of Node compile. */

/** An `AbortSignal`. */
export type Signal = typeof globalThis extends { AbortSignal: { prototype: infer Host } }
  ? Host
  : {
      readonly aborted: boolean
      readonly reason: unknown
      /** Throws the reason if aborted. */
      throwIfAborted(): void
      /** Calls `listener` on abort. */
      addEventListener(type: 'abort', listener: () => void): void
      /** Undoes `addEventListener`. */
      removeEventListener(type: 'abort', listener: () => void): void
    }
