// attempt.js is required, too: a module without a top-level await
const { readFile } = require('node:fs/promises')
const { join } = require('node:path')
const { Worker } = require('node:worker_threads')
const { attempt } = require('./attempt.js')

const load = (name) => readFile(join(__dirname, 'digits', name))
attempt(load, () => new Worker(join(__dirname, 'worker.js'))).then((result) =>
  console.log(JSON.stringify(result)),
)
