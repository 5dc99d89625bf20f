/**
 * The test runner: `tsx tests/run.ts [--slow] [filter…]` runs every file below tests/ named `*.test.ts` whose path
 * contains one of the filters, each in a process of its own, and ends with `N passed, N failed` alone on a line
 * (`, N skipped` follows where some were). Files in a folder named `slow` run with `--slow` only.
 * For odd days: `--timeout SECONDS` for one file (300; a slow one has twelve times as long), `--root DIR` to look for files elsewhere.
 *
 * It does not trust uvu's exit code (runner/guard.ts says why): a file that registers no test, runs fewer than it
 * registers, or ends without a word, has failed.
 */
import { readdirSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type FileResult, killAll, runFile } from './runner/run-file.js'

const { values: options, positionals: filters } = parseArgs({
  allowPositionals: true,
  options: {
    slow: { type: 'boolean', default: false },
    timeout: { type: 'string', default: '300' },
    root: { type: 'string', default: fileURLToPath(new URL('.', import.meta.url)) },
  },
})
const root = resolve(options.root)
const timeoutMs = Number(options.timeout) * 1000
if (!(timeoutMs > 0)) throw new Error(`--timeout: a number of seconds over 0, not ${options.timeout}`)

/** Those of the slow suite take minutes, of a busy machine an hour. */
const timeoutOf = (name: string): number => (name.split(sep).includes('slow') ? 12 * timeoutMs : timeoutMs)

/** How many files run side by side. */
const concurrency = 2

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    killAll()
    process.exit(1)
  })
}

const files = findTests()
const results = await runAll(files)

const count = (of: 'passed' | 'failed' | 'skipped') => results.reduce((sum, result) => sum + result[of], 0)
const failedFiles = results.filter((result) => result.problems.length > 0)
if (failedFiles.length > 0) {
  console.log(`\nFailed: ${failedFiles.map((result) => result.file).join(', ')}`)
  process.exitCode = 1
}
if (files.length === 0) console.log(`No test file matches ${filters.join(' ') || root}`)
if (count('passed') + count('failed') === 0) {
  console.log('No test ran.')
  process.exitCode = 1
}
const skipped = count('skipped') > 0 ? `, ${count('skipped')} skipped` : ''
console.log(`\n${count('passed')} passed, ${count('failed')} failed${skipped}`)

/** Paths relative to the root, sorted. Names that begin with a dot (what tests write) are left out. */
function findTests(): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.test.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((path) => {
      const folders = path.split(sep)
      return !folders.some((folder) => folder.startsWith('.')) && (options.slow || !folders.includes('slow'))
    })
    .filter((path) => filters.length === 0 || filters.some((filter) => path.includes(filter)))
    .sort()
}

/** Runs the files, `concurrency` at a time, and prints each as it ends. */
async function runAll(names: readonly string[]): Promise<FileResult[]> {
  const results: FileResult[] = []
  const waiting = [...names]
  const lane = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const result = await runFile(join(root, name), name, timeoutOf(name))
      results.push(result)
      print(result)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, lane))
  return results
}

/** A line for each file; below it what its tests printed, or everything if it failed. */
function print(result: FileResult): void {
  const { file, passed, failed, seconds, problems } = result
  const time = `${seconds.toFixed(1)} s`
  if (problems.length === 0) {
    console.log(`✔ ${file}: ${passed} passed, ${time}`)
    for (const name of result.skippedNames) console.log(`    skipped: ${name}`)
    if (result.notes) console.log(indent(result.notes))
  } else {
    console.log(`✘ ${file}: ${passed} passed, ${failed} failed, ${time}`)
    for (const problem of problems) console.log(indent(problem))
    console.log(indent(result.output.trimEnd()))
  }
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '    ')
}
