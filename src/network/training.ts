/** What `fit` gives: passes one by one for `for await`, or all of them for `await`. */
import type { PassResult } from './fit.js'

/** A training: iterated over, it gives a result after each pass; awaited, it makes all passes that are left and gives their results. */
export type Training<Result extends PassResult = PassResult> = AsyncGenerator<Result, void> &
  PromiseLike<Result[]>

/** Makes passes awaitable, so that `await net.fit(train)` trains instead of silently doing nothing. */
export function training(passes: AsyncGenerator<PassResult, void>): Training {
  let all: Promise<PassResult[]> | undefined
  const collect = async (): Promise<PassResult[]> => {
    const results: PassResult[] = []
    for await (const result of passes) results.push(result)
    return results
  }
  return Object.assign(passes, {
    // biome-ignore lint/suspicious/noThenProperty: a thenable is what `await` takes
    then: <A = PassResult[], B = never>(
      fulfilled?: ((results: PassResult[]) => A | PromiseLike<A>) | null,
      rejected?: ((error: unknown) => B | PromiseLike<B>) | null,
    ): Promise<A | B> => {
      all ??= collect()
      return all.then(fulfilled, rejected)
    },
  })
}
