/** A sweep's thread that fails at the seeds 66 (each time) and 77 (the first time): with process.exit, or 88 and 99 with an error nobody catches. */
import { Tinypool } from 'tinypool'
import work from '../../dist/sweep/worker.js'

export default async function failing(task) {
  const { seed } = task.job.config
  // shared by all threads; its upper half counts failures here
  const { trained } = Tinypool.workerData
  const fails =
    seed === 66 || seed === 88 || ((seed === 77 || seed === 99) && Atomics.load(trained, 0) < 1n << 40n)
  if (!fails) return work(task)
  Atomics.add(trained, 0, 1n << 40n)
  if (seed < 80) process.exit(7)
  setTimeout(() => {
    throw new Error('nobody catches this')
  })
  return new Promise(() => {})
}
