import { readFile } from 'node:fs/promises'
import { Worker } from 'node:worker_threads'
import { attempt } from './attempt.js'

const load = (name) => readFile(new URL(`digits/${name}`, import.meta.url))
console.log(JSON.stringify(await attempt(load, () => new Worker(new URL('worker.js', import.meta.url)))))
