/** The report of a command: a folder with a page. */
import { availableParallelism, cpus } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { LenetError } from '../../model/errors.js'
import { VERSION } from '../../model/version.js'
import { makeFolders, writeFileAtomic } from '../../node/files.js'
import { loadCharts } from '../../report/charts.js'
import type { Report } from '../../report/data.js'
import { renderReport } from '../../report/report.js'
import type { Context } from '../command.js'
import { oneLine } from '../terminal/format.js'

export interface ReportOptions {
  /** The folder; false for no report. */
  readonly report: string | false
}

/** Adds --report and --no-report. */
export const withReport = (command: Command): Command =>
  command
    // one for each command, so that none overwrites another's
    .option('--report <dir>', 'folder for index.html, a page with charts', `report/${command.name()}`)
    .option('--no-report', 'write no page')

/** What the command supplies for its report; this file adds the rest. */
type Content = Omit<Report, 'facts'> & { readonly source: string }

/**
 * Makes sure, before work begins, that a report can be written; if only the chart library is missing, says so and continues without a report.
 *
 * @returns a function that writes the page and prints its path
 * @throws {LenetError} ERR_FILE if the folder cannot be made
 */
export async function openReport(
  { report: folder }: ReportOptions,
  { terminal }: Context,
): Promise<(content: Content) => Promise<void>> {
  const none = async (): Promise<void> => {}
  if (folder === false) return none
  const charts = await loadCharts().catch((error: unknown) => {
    if (!(error instanceof LenetError)) throw error
    terminal.note(`no report: ${error.message}`)
    return undefined
  })
  if (charts === undefined) return none
  await makeFolders(folder)
  return async ({ source, ...content }) => {
    const path = join(folder, 'index.html')
    const page = renderReport({ ...content, facts: facts(source) }, charts)
    await writeFileAtomic(path, Buffer.from(page))
    terminal.note(oneLine(`report: ${path}`))
  }
}

const facts = (source: string): [string, string][] => [
  ['command', ['lenet1989', ...process.argv.slice(2)].join(' ')],
  ['digits', source],
  ['made by', `lenet1989 ${VERSION}, Node ${process.versions.node}`],
  ['on', `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} processors`],
  ['at', new Date().toISOString().slice(0, 16).replace('T', ' ')],
]
