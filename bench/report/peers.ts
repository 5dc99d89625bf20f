/** A run beside the peers, as Markdown. */

import type { Case } from '../peers/cases.js'
import { failed, type PeersRun } from '../peers/run.js'
import { differences, failures, firstCell, kilobytes, timingCell } from '../peers/tables.js'
import { micro } from '../result.js'
import { details, list, table } from './markdown.js'

const OURS = 'lenet1989'

export function peersSection(run: PeersRun): string {
  const { peers, cases } = run
  const kind = (of: Case['kind']) => cases.filter((one) => one.kind === of)
  return [
    `Microseconds per digit, the minimum of ${run.rounds} interleaved rounds; in brackets, the multiple of ours.`,
    '**Training**, per step at batch size 1, and per digit at 64:',
    timings(run, kind('train')),
    '**Inference**, per image:',
    timings(run, kind('predict')),
    '**Start and size**: time from import to first prediction, in a fresh process; download of a page, gzipped, with WebAssembly but without weights, or size installed.',
    table(
      {
        columns: ['', 'first prediction', 'page, kB', 'installed, MB'],
        rows: peers
          .filter(({ first }) => first !== undefined)
          .map(({ name, first, size }) => [
            starred(run, name),
            firstCell(first),
            size.of === 'installed' ? '' : kilobytes(size.bytes),
            size.of === 'installed' ? (size.bytes / 1e6).toFixed(0) : '',
          ]),
      },
      OURS,
    ),
    list([...differences(run).map((text) => `\\* ${text}`), ...failures(run).map((text) => `no: ${text}`)]),
    details('Medians of the rounds, differences from our outputs, versions', more(run)),
  ].join('\n\n')
}

const starred = ({ peers }: PeersRun, name: string): string =>
  peers.find((peer) => peer.name === name)?.nearest === undefined ? name : `${name} \\*`

function timings(run: PeersRun, of: readonly Case[]): string {
  const ours = run.peers.find(({ name }) => name === OURS)
  const rows = run.peers
    .map(({ name, cases }) => [
      starred(run, name),
      ...of.map((one) => timingCell(cases[one.name], ours?.cases[one.name])),
    ])
    .filter(([, ...cells]) => cells.some((cell) => cell !== ''))
  return table({ columns: ['', ...of.map(({ name }) => name)], rows }, OURS)
}

function more(run: PeersRun): string {
  const { peers, cases } = run
  const each = (cell: (result: { median: number; difference?: number }) => string) =>
    table({
      columns: ['', ...cases.map(({ name }) => name)],
      rows: peers.map((peer) => [
        peer.name,
        ...cases.map(({ name }) => {
          const result = peer.cases[name]
          return result === undefined || failed(result) ? '' : cell(result)
        }),
      ]),
    })
  return [
    'Median, µs:',
    each(({ median }) => micro(median)),
    'Largest difference of an output from ours, before timing:',
    each(({ difference }) => (difference === undefined ? '' : difference.toExponential(1))),
    table({
      columns: ['', 'version', 'how'],
      rows: peers.map(({ name, version, about }) => [name, version, about]),
    }),
  ].join('\n\n')
}
