/**
 * Training off the main thread: `lenet1989/worker`. The page makes the worker, as its bundler or server wants it made; the worker's script is
 *
 *     import { serve } from 'lenet1989/worker'
 *     serve()
 *
 * or, without a bundler, the file `lenet1989/worker/standalone`, which imports nothing. In the page, `RemoteNetwork` stands for `Network`. In Node, Deno and Bun a
 * `Worker` of `worker_threads` does as a page's does.
 *
 * @module
 */
export { RemoteNetwork } from './client.js'
export type { EmitterPort, EventPort, Port } from './port.js'
export { serve } from './server.js'
