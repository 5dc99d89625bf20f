/** A sweep whose runs are made by workers anywhere: put into a queue, collected from it, cancelled. */

import { randomBytes } from 'node:crypto'
import { LenetError } from '../../model/errors.js'
import type { LoadedDigits } from '../../node/index.js'
import { Collector, type QueueProgress } from '../../queue/collector.js'
import { type Connection, connect } from '../../queue/connect.js'
import { checkResultSizes, checkSweepName } from '../../queue/record.js'
import { queuedJobs, SweepQueue } from '../../queue/sweep-queue.js'
import { groupRuns, runKey } from '../../sweep/plan.js'
import type { RunsFile } from '../../sweep/runs-file.js'
import type { Context } from '../command.js'
import { loadDigits } from '../input/digits.js'
import { openReport } from '../output/report-folder.js'
import { oneLine, thousands } from '../terminal/format.js'
import { readerGone } from '../terminal/interrupt.js'
import { SweepMeter } from '../terminal/sweep-progress.js'
import { openRuns } from './kept-runs.js'
import { digitsLine, digitsOf } from './local-sweep.js'
import { printSummary, reportContent } from './sweep-report.js'
import { type SweepOptions, sweepRecipes, sweepSettings } from './sweep-settings.js'

/** Connects, does something, and ends the connection. */
async function connected<T>(
  url: string,
  { terminal }: Context,
  body: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await connect(url, (text) => terminal.note(oneLine(text)))
  try {
    return await body(connection)
  } finally {
    connection.close()
  }
}

/** A name not yet in use: the day, and four letters. */
const freshName = (): string =>
  `sweep-${new Date().toISOString().slice(0, 10)}-${randomBytes(2).toString('hex')}`

/** Puts a sweep into the queue, and collects it, unless detached. */
export async function sweepThere(options: SweepOptions, url: string, context: Context): Promise<void> {
  const { terminal, signal } = context
  const { seeds, out, resume = false, json = false, detach = false, verify = 0 } = options
  const name = options.name ?? freshName()
  checkSweepName(name)
  if (out === undefined && !detach) {
    throw new LenetError(
      'ERR_CONFIG',
      '--queue collects the runs in a file; name it with --out, or leave the sweep in the queue with --detach',
    )
  }
  if (resume && out === undefined) {
    throw new LenetError('ERR_CONFIG', '--resume continues a file; name it with --out')
  }
  const recipes = sweepRecipes(options)
  const writeReport = detach ? undefined : await openReport(options, context)
  await connected(url, context, async (connection) => {
    const digits = await loadDigits(options, context)
    signal.throwIfAborted()
    const settings = sweepSettings(recipes, digits, options)
    checkResultSizes(settings)
    const kept = out === undefined ? undefined : await openRuns(out, settings, resume)
    const file = kept?.file
    try {
      const made = new Set(file?.found.map((run) => runKey(run.name, run.seed)))
      const all = queuedJobs(settings, seeds)
      const missing = all.filter(({ job }) => !made.has(runKey(job.name, job.config.seed)))
      const sweep = await SweepQueue.create(connection, name, { settings, seeds }, missing, verify)
      if (!json) {
        terminal.print(digitsLine(digits))
        const before = all.length - missing.length
        const found = before > 0 ? `, ${thousands(before)} of them made before` : ''
        terminal.print(`# ${thousands(all.length)} runs${found}; sweep ${name} at ${connection.host}`)
      }
      if (file !== undefined && !detach) await collect(sweep, file, options, context, digits, writeReport!)
      await sweep.close()
    } finally {
      await kept?.close()
    }
  })
}

/** Collects a sweep that is in the queue, into a new file or on into the old one. */
export async function attachSweep(
  name: string,
  options: SweepOptions,
  url: string,
  context: Context,
): Promise<void> {
  const { out, json = false } = options
  checkSweepName(name)
  if (out === undefined) {
    throw new LenetError('ERR_CONFIG', '--attach collects the runs in a file; name it with --out')
  }
  const writeReport = await openReport(options, context)
  await connected(url, context, async (connection) => {
    const sweep = await SweepQueue.open(connection, name)
    const { settings } = sweep.record
    const digits = options.report === false ? undefined : await digitsOf(settings, options, context)
    const { file, close } = await openRuns(out, settings, true)
    try {
      const found = file.found.length > 0 ? `, ${thousands(file.found.length)} of them in ${out}` : ''
      const runs = sweep.jobs().length
      if (!json) {
        context.terminal.print(
          oneLine(`# ${thousands(runs)} runs${found}; sweep ${name} at ${connection.host}`),
        )
      }
      await collect(sweep, file, options, context, digits, writeReport)
      await sweep.close()
    } finally {
      await close()
    }
  })
}

/** Takes a sweep away. What is in a file stays there. */
export async function cancelSweep(name: string, url: string, context: Context): Promise<void> {
  checkSweepName(name)
  await connected(url, context, async (connection) => {
    const sweep = await SweepQueue.open(connection, name)
    await sweep.remove()
    await sweep.close()
    context.terminal.print(`# sweep ${name} is cancelled`)
  })
}

/** Collects the runs as they come, and shows at the end what a sweep shows. */
async function collect(
  sweep: SweepQueue,
  file: RunsFile,
  options: SweepOptions,
  context: Context,
  digits: LoadedDigits | undefined,
  writeReport: Awaited<ReturnType<typeof openReport>>,
): Promise<void> {
  const { terminal, signal } = context
  const { json = false, report } = options
  const { settings, seeds } = sweep.record
  const collector = new Collector(sweep, {
    found: file.found,
    keep: (runs) => file.append(...runs),
    signal,
    onProgress: progressShower(context),
  })
  try {
    const { made, failed } = await collector.collect()
    terminal.progress.clear()
    for (const { run, why } of failed) terminal.note(oneLine(`${run}: ${why}`))
    const groups = groupRuns(settings.recipes, seeds, made)
    if (groups.length > 0) {
      printSummary(groups, settings.test, json, context)
      if (digits !== undefined && report !== false) {
        await writeReport(reportContent(settings.recipes, groups, digits))
      }
    }
    if (failed.length > 0) {
      throw new LenetError(
        'ERR_WORKER',
        `${failed.length} of ${made.size + failed.length} runs failed, the others are in the file; --resume makes them anew`,
      )
    }
  } catch (error) {
    await collector.release()
    if (signal.aborted && !readerGone(signal)) {
      terminal.progress.clear()
      const so = `${thousands(collector.done)} of ${thousands(sweep.jobs().length)} runs`
      terminal.note(
        `stopped with ${so} in the file; the workers go on; --attach ${sweep.name} collects the rest`,
      )
    }
    throw error
  } finally {
    terminal.progress.clear()
  }
}

/** After so long without a run in anybody's hands a line says so, also where no progress is shown. */
const LONELY_MS = 30_000

/** Shows progress over all machines. */
function progressShower({ terminal }: Context): (progress: QueueProgress) => void {
  let meter: SweepMeter | undefined
  let [shown, before, waiting] = [0, 0, 0]
  let busy = performance.now()
  return ({ done, runs, active, unverified, trained, digitsLeft }) => {
    if (meter === undefined) {
      meter = new SweepMeter(digitsLeft, runs, undefined, done)
      before = trained
      shown = done
    }
    meter.finished(done - shown)
    // a run of milliseconds is in somebody's hands between two looks only
    if (active > 0 || done > shown || unverified !== waiting) busy = performance.now()
    shown = done
    waiting = unverified
    if (performance.now() - busy > LONELY_MS) {
      busy = Number.POSITIVE_INFINITY
      const wanted = unverified > 0 && unverified === runs - done ? 'a second worker, to verify' : 'a worker'
      terminal.note(`waiting for ${wanted}: no run is in hand`)
    }
    const hands = active > 0 ? `${active} in hand` : 'no worker has one in hand'
    const again = unverified > 0 ? `, ${unverified} to be verified` : ''
    const text = meter.text(trained - before)
    terminal.progress.update(() => `${text}  ${hands}${again}`)
  }
}
