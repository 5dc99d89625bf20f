/**
 * A thread that compiles modules, one after the other: the compiler, itself WebAssembly, is only quick once V8 has optimised it, and threads of one process
 * share that. Plain JavaScript, which Node 20 takes without help: through tsx the compiler would start 4 s later.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parentPort } from 'node:worker_threads'
import { main } from 'assemblyscript/asc'
import binaryen from 'binaryen'

/**
 * @param {import('./modules.ts').Order} order
 * @returns {Promise<import('./modules.ts').Compiled>}
 */
async function compile({ root, name, entry, again }) {
  const read = {}
  let messages = ''
  let wasm
  const said = {
    write(text) {
      messages += text
    },
  }
  const { error } = await main([entry, '--target', name, '--baseDir', root], {
    stdout: said,
    stderr: said,
    readFile(file, baseDir) {
      let text = null
      try {
        text = readFileSync(resolve(baseDir, file), 'utf8')
      } catch {}
      // its options are part of the settings: a change in another target's options does not count
      if (file !== 'asconfig.json')
        read[file] = text === null ? null : createHash('sha256').update(text).digest('hex')
      return text
    },
    writeFile(_, contents) {
      if (typeof contents !== 'string') wasm = contents
    },
  })
  if (error) return { messages: messages || String(error), read }
  if (wasm && again) wasm = optimised(wasm)
  return wasm ? { wasm, messages, read } : { messages: `${name}: asc wrote no module\n`, read }
}

/** What binaryen makes of a module for size, all of its passes. */
function optimised(bytes) {
  const module = binaryen.readBinary(bytes)
  const { SIMD128, BulkMemory, BulkMemoryOpt, SignExt, NontrappingFPToInt, MutableGlobals } =
    binaryen.Features
  module.setFeatures(SIMD128 | BulkMemory | BulkMemoryOpt | SignExt | NontrappingFPToInt | MutableGlobals)
  binaryen.setOptimizeLevel(2)
  // asc has set limits of its own: a function that is called once is shorter where it is called
  binaryen.setAlwaysInlineMaxSize(2)
  binaryen.setFlexibleInlineMaxSize(20)
  binaryen.setOneCallerInlineMaxSize(-1)
  binaryen.setShrinkLevel(2)
  module.optimize()
  const smaller = module.emitBinary()
  module.dispose()
  return smaller
}

parentPort.on('message', async (order) => parentPort.postMessage(await compile(order)))
