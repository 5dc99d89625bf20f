import { attempt } from './attempt.js'

async function load(name) {
  const response = await fetch(`./digits/${name}`)
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`)
  return response.arrayBuffer()
}
const makeWorker = () => new Worker(new URL('./worker.js', import.meta.url), { type: 'module' })

globalThis.attempted = attempt(load, makeWorker).then(
  JSON.stringify,
  (error) => `failed: ${error.stack ?? error}`,
)
attempted.then((outcome) => {
  globalThis.outcome = outcome
})
