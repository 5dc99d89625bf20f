/** The matrix as a page. */

/** One host. */
export interface Cell {
  readonly name: string
  readonly version: string
  readonly size?: number
  readonly verdict: string
  readonly state: 'works' | 'fails' | 'not had'
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`

const nameOf = (row: string): string => row.split('|')[1]!.trim()

/** A message within a cell, without the paths of the machine that it was written on. */
const shown = (text: string): string =>
  text
    .replace(/\/[^\s:)]*\/(?=[^/\s]+)/g, '')
    .replace(/\|/g, '\\|')
    .slice(0, 200)

/** @param before the page as it was: rows of hosts that were not tried stay */
export function table(cells: readonly Cell[], before: string): string {
  const rows = cells.map(({ name, version, size, verdict }) =>
    row([name, version, shown(verdict), size === undefined ? '' : `${(size / 1000).toFixed(0)} kB`]),
  )
  const kept = new Map(
    before.split('\n').flatMap((line) => (line.startsWith('| ') ? [[nameOf(line), `${line}\n`]] : [])),
  )
  for (const row of rows) kept.set(nameOf(row), row)
  for (const name of [...kept.keys()]) if (name === 'host' || /^-+$/.test(name)) kept.delete(name)
  return `# Where it runs

Written by \`npm run matrix -- --all --write\`, which packs the package, installs it into an empty app for each host, and has every one do the same: a pass of
\`base\` over 7,291 digits from bytes, whose weights must have the SHA-256 of \`tests/expected.ts\`; twenty digits read by the classifier, to the last bit of each
confidence; ONNX and safetensors; and, where it says so, the same pass in a worker. The apps are in \`tests/matrix/app\`, what each host needs besides in
\`tests/matrix/hosts.ts\` and \`full-hosts.ts\`: a configuration only where a host has none of its own. \`.ci/run\` tries the quick half of them on every commit.
Sizes are those of all scripts and modules that the page may load, minified, before gzip.

${row(['host', 'version', 'outcome', 'size'])}${row(['---', '---', '---', '---:'])}${[...kept.values()].join('')}`
}
