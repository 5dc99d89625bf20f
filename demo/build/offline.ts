/** Writes the service worker of the build, which keeps the page's files, so that it opens without a network after the first visit. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

export function offline(): Plugin {
  return {
    name: 'offline',
    apply: 'build',
    enforce: 'post',
    generateBundle(_, bundle) {
      const files = ['./', ...Object.keys(bundle).filter((name) => name !== 'index.html')].sort()
      const digest = createHash('sha256')
      for (const [name, output] of Object.entries(bundle).sort(([a], [b]) => (a < b ? -1 : 1)))
        digest.update(name).update(output.type === 'chunk' ? output.code : output.source)
      const template = readFileSync(fileURLToPath(new URL('../src/offline.js', import.meta.url)), 'utf8')
      this.emitFile({
        type: 'asset',
        fileName: 'offline.js',
        source: template
          .replace('__VERSION__', digest.digest('hex').slice(0, 16))
          .replace('__FILES__', JSON.stringify(files)),
      })
    },
  }
}
