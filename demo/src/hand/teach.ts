/** Has a worker learn a hand. */
import type { FromTeacher, Lesson, Taught } from './lesson.js'

/**
 * @param progress called with 0 … 1
 * @throws what the worker says; the signal's reason, once the worker is ended
 */
export function teach(
  lesson: Lesson,
  signal: AbortSignal,
  progress: (share: number) => void,
): Promise<Taught> {
  const worker = new Worker(new URL('./hand.worker.ts', import.meta.url), { type: 'module' })
  return new Promise<Taught>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason))
    worker.addEventListener('error', () =>
      reject(new Error('The code that adapts the network could not be fetched. Try again.')),
    )
    worker.addEventListener('message', ({ data }: MessageEvent<FromTeacher>) => {
      if ('progress' in data) progress(data.progress)
      else if ('failed' in data) reject(new Error(data.failed))
      else resolve(data.taught)
    })
    worker.postMessage(lesson)
  }).finally(() => worker.terminate())
}
