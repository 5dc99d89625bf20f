/** Other people's work in the build, with their licences beside it. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

const works: Readonly<Record<string, string>> = {
  'Source Serif 4': '@fontsource/source-serif-4/LICENSE',
  uPlot: 'uplot/LICENSE',
  idb: 'idb/LICENSE',
}

export function licenses(): Plugin {
  return {
    name: 'licenses',
    apply: 'build',
    generateBundle() {
      const source = Object.entries(works)
        .map(([name, path]) => {
          const file = fileURLToPath(new URL(`../../node_modules/${path}`, import.meta.url))
          return `${name}\n\n${readFileSync(file, 'utf8').trim()}\n`
        })
        .join(`\n${'-'.repeat(72)}\n\n`)
      this.emitFile({
        type: 'asset',
        fileName: 'licenses.txt',
        source: `${source}\n${'-'.repeat(72)}\n\nThe digits: MNIST, Yann LeCun, Corinna Cortes and Christopher Burges, CC BY-SA 3.0\n`,
      })
    },
  }
}
