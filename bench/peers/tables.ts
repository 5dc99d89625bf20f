/** The figures of a run as tables to read on a terminal. */
import { format, micro } from '../result.js'
import type { Case, Timing } from './cases.js'
import { failed, type PeerResult, type PeersRun, type Result } from './run.js'

/** The row that all others are divided by. */
const OURS = 'lenet1989'

export function tables(run: PeersRun): string {
  const kinds = [
    { title: 'Training, µs a digit: least, and how many times ours', kind: 'train' },
    { title: 'Inference, µs an image: least, and how many times ours', kind: 'predict' },
  ] as const
  const timed = kinds.map(({ title, kind }) =>
    section(
      title,
      timingTable(
        run,
        run.cases.filter((one) => one.kind === kind),
      ),
    ),
  )
  return [...timed, section('Start and size', startTable(run)), notes(run)].join('\n')
}

const section = (title: string, table: string) => `## ${title}\n\n${table}\n`

function timingTable({ peers }: PeersRun, list: readonly Case[]): string {
  const ours = peers.find(({ name }) => name === OURS)
  const rows = peers
    .map(({ name, cases }) => [
      name,
      ...list.map((one) => timingCell(cases[one.name], ours?.cases[one.name])),
    ])
    .filter(([, ...cells]) => cells.some((cell) => cell !== ''))
  return format({ columns: ['', ...list.map(({ name }) => name)], rows })
}

export function timingCell(own: Result<Timing> | undefined, ours: Result<Timing> | undefined): string {
  if (own === undefined) return ''
  if (failed(own)) return 'no'
  return `${micro(own.min)} ${ratio(own, ours)}`
}

export function ratio(own: Timing, ours: Result<Timing> | undefined): string {
  if (ours === undefined || failed(ours)) return ''
  const times = own.min / ours.min
  return `(${times.toFixed(times < 10 ? 1 : 0)}×)`
}

function startTable({ peers }: PeersRun): string {
  const rows = peers.map(({ name, first, size }) => [name, firstCell(first), kilobytes(size.bytes), size.of])
  return format({ columns: ['', 'import to first prediction', 'kB', ''], rows })
}

export const firstCell = (first: PeerResult['first']): string =>
  first === undefined ? '' : failed(first) ? 'no' : `${first.min.toFixed(1)} ms`

export const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(bytes < 100_000 ? 1 : 0)

/** What was said instead of a figure, and how networks differ. */
const notes = (run: PeersRun): string => `${[...differences(run), ...failures(run)].join('\n')}\n`

/** How the networks of some libraries differ from ours. */
export const differences = ({ peers }: PeersRun): string[] =>
  peers.flatMap(({ name, nearest }) =>
    nearest === undefined ? [] : [`${name} is another network: ${nearest}.`],
  )

/** What the peers said when they could not: once for all cases of which they said the same. */
export function failures({ peers, cases: all, missing }: PeersRun): string[] {
  const said = new Map<string, string[]>()
  for (const { name, cases, first } of peers) {
    const results = { ...cases, ...(first && { 'first prediction': first }) }
    for (const [one, result] of Object.entries(results)) {
      if (!failed(result)) continue
      const what = `${name}: ${result.error.split('\n')[0]}`
      said.set(what, [...(said.get(what) ?? []), one])
    }
  }
  const training = all.filter(({ kind }) => kind === 'train').length
  return [
    ...[...said].map(([what, of]) => `${what} (${of.length === training ? 'all training' : of.join('; ')})`),
    ...Object.entries(missing).map(([name, why]) => `${name} is missing: ${why}`),
  ]
}
