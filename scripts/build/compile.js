/**
 * A process that compiles modules, one after the other, since the compiler is quick only once it is warm. Plain JavaScript, as Node 20 takes it without
 * help: loaded through tsx the compiler itself would start 4 s later.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { main } from 'assemblyscript/asc'

/**
 * @param {import('./modules.ts').Order} order
 * @returns {Promise<import('./modules.ts').Compiled>}
 */
async function compile({ root, name, entry }) {
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
      // its options are part of the settings: a change in another target's is none in this one's
      if (file !== 'asconfig.json')
        read[file] = text === null ? null : createHash('sha256').update(text).digest('hex')
      return text
    },
    writeFile(_, contents) {
      if (typeof contents !== 'string') wasm = contents
    },
  })
  if (error) return { messages: messages || String(error), read }
  return wasm ? { wasm, messages, read } : { messages: `${name}: asc wrote no module\n`, read }
}

process.on('message', async (order) => process.send(await compile(order)))
