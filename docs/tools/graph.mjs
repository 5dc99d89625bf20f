/**
 * The import graph, by madge: `node docs/tools/graph.mjs` prints files, imports and cycles of assembly/ and src/, and draws the folders and the arrows between
 * them into docs/imports.svg with Graphviz (viz.js). With a path, the figures of another checkout, without a drawing.
 */
import { writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { instance } from '@viz-js/viz'
import madge from 'madge'

const root = resolve(import.meta.dirname, '../..')
const checkout = process.argv[2] ?? root

/** The folder of a file: one level below the source, the parts of a folder as one. */
const folderOf = (file) => {
  const folder = dirname(file)
  return folder === '.' ? file : folder.split('/')[0]
}

async function graphOf(source) {
  const found = await madge(join(checkout, source), { fileExtensions: ['ts'] })
  const imports = Object.entries(found.obj())
  const files = imports.map(([file]) => file)
  const arrows = new Set()
  for (const [from, targets] of imports) {
    for (const to of targets) {
      if (!to.startsWith('..') && folderOf(from) !== folderOf(to))
        arrows.add(`${folderOf(from)} ${folderOf(to)}`)
    }
  }
  return {
    source,
    files: files.length,
    imports: imports.reduce((sum, [, targets]) => sum + targets.length, 0),
    cycles: found.circular().length,
    folders: [...new Set(files.map(folderOf))].sort(),
    arrows: [...arrows].sort().map((arrow) => arrow.split(' ')),
  }
}

const graphs = []
for (const source of ['assembly', 'src']) graphs.push(await graphOf(source))
for (const { source, files, imports, cycles, folders, arrows } of graphs) {
  console.log(
    `${source}: ${files} files, ${imports} imports, ${cycles} cycles; ${folders.length} folders, ${arrows.length} arrows between them`,
  )
}

/** Loose files at the top stand for themselves; arrows that longer paths imply are left out, to keep the picture legible. */
function draw({ source, folders, arrows }) {
  const reaches = (from, to, skip) => {
    const seen = new Set()
    const open = arrows.filter(([a, b]) => a === from && !(skip && b === to)).map(([, b]) => b)
    while (open.length > 0) {
      const at = open.pop()
      if (at === to) return true
      if (seen.has(at)) continue
      seen.add(at)
      open.push(...arrows.filter(([a]) => a === at).map(([, b]) => b))
    }
    return false
  }
  const shown = arrows.filter(([from, to]) => !reaches(from, to, true))
  const name = (folder) => JSON.stringify(`${source}/${folder}`)
  return [
    `subgraph ${JSON.stringify(`cluster_${source}`)} { label=${JSON.stringify(`${source}/`)}; labeljust=l; color="#999999"; fontname="sans-serif";`,
    ...folders.map((folder) => `${name(folder)} [label=${JSON.stringify(folder)}];`),
    ...shown.map(([from, to]) => `${name(from)} -> ${name(to)};`),
    '}',
  ].join('\n')
}

if (checkout === root) {
  const viz = await instance()
  const dot = `digraph { rankdir=TB; bgcolor=white; nodesep=0.25; ranksep=0.45;
node [shape=box, style="rounded,filled", fillcolor="#f2f2ee", fontname="sans-serif", fontsize=11, height=0.3];
edge [color="#555555", arrowsize=0.6];
${graphs.map(draw).join('\n')}
}`
  writeFileSync(join(root, 'docs/imports.svg'), viz.renderString(dot, { format: 'svg' }))
  console.log('docs/imports.svg: arrows that longer paths imply are left out')
}
