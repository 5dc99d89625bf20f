/** `npm run bench:results`: RESULTS.md and its pictures, and the tables of pictures in docs/model-card.md, from the figures in bench/results. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { Machine } from '../machine.js'
import type { ReadingRun } from '../peers/reading/run.js'
import type { PeersRun } from '../peers/run.js'
import type { BenchResult } from '../result.js'
import { growthPicture } from './growth-picture.js'
import { filled, table } from './markdown.js'
import { peersSection } from './peers.js'
import { peersPicture } from './peers-picture.js'
import { readingSection } from './reading.js'

interface OwnRun {
  readonly machine: Machine
  readonly benchmarks: Readonly<Record<string, BenchResult>>
}

/** The engines that figures are kept of; the first one's are those of the pictures. */
const ENGINES = ['node20', 'node24'] as const

const results = (name: string) => new URL(`../results/${name}`, import.meta.url)
const read = <T>(name: string): T => JSON.parse(readFileSync(results(name), 'utf8')) as T

const runs = ENGINES.filter((engine) => existsSync(results(`own-${engine}.json`))).map((engine) => ({
  own: read<OwnRun>(`own-${engine}.json`),
  peers: read<PeersRun>(`peers-${engine}.json`),
}))
if (runs.length === 0) throw new Error('no figures yet: run the commands that bench/RESULTS.md names')

const isGrowth = (name: string) => name.startsWith('growth')

const machine = ({ cpu, cores, platform, engine, date, load }: Machine) =>
  `${engine}, on ${cpu} (${cores} cores, ${platform}), ${date} UTC, load ${load.toFixed(1)}`

function outcome({ title, table: rows, peak, notes }: BenchResult): string {
  const basis = peak === undefined ? [] : [`Peak in the same rounds: ${peak.toFixed(1)} GMAC/s.`]
  return [`**${title}**`, table(rows), [...basis, ...notes].join(' ')].filter(Boolean).join('\n\n')
}

const outcomes = (wanted: (name: string) => boolean) =>
  runs.flatMap(({ own }) => [
    `### ${machine(own.machine)}`,
    ...Object.entries(own.benchmarks)
      .filter(([name]) => wanted(name))
      .map(([, one]) => outcome(one)),
  ])

/** How pictures are read: by this project alone, 500 of each set, and beside its peers. */
const own = read<OwnRun>('reading-own.json')
const ownReading = [
  `\`npm run bench -- reading --quick --json bench/results/reading-own.json\`, ${own.machine.date} UTC. Per cent:`,
  outcome(own.benchmarks.reading!),
].join('\n\n')
const beside = readingSection(read<ReadingRun>('reading.json'))

const page = [
  '# Results',
  'Made by `npm run bench:results` from the figures in `bench/results`, which were taken by',
  `\`\`\`sh
npm run bench -- network int16 kernels recipes fit workers classifier start relaxed growth --phases --json bench/results/own-node20.json
npm run bench:peers -- --quick --json bench/results/peers-node20.json
npx -y node@24 --import tsx bench/main.ts network int16 kernels recipes fit workers classifier start relaxed growth --phases --json bench/results/own-node24.json
npx -y node@24 --import tsx bench/peers/main.ts --quick --json bench/results/peers-node24.json
npm run bench -- reading --quick --json bench/results/reading-own.json
npm run bench:reading
\`\`\``,
  'The machine is shared and not always quiet, so all figures are minima of many interleaved rounds. [README.md](README.md) and [peers/README.md](peers/README.md) explain how they are measured and what they mean.',
  '## Beside its peers',
  '![Time for a training step and for reading a digit, for each library](results/peers.svg)',
  'Solid: one digit at a time. Light: 64 to a batch. Axes are logarithmic; in brackets, the multiple of ours. \\* the closest network that the library can build.',
  ...runs.flatMap(({ peers }) => [`### ${machine(peers.machine)}`, peersSection(peers)]),
  '## Reading pictures',
  beside,
  ownReading,
  '## Growth',
  '![Time against batch size, digits and networks side by side; memory while networks are made and disposed of](results/growth.svg)',
  ...outcomes(isGrowth),
  '## By itself',
  ...outcomes((name) => !isGrowth(name)),
]

writeFileSync(new URL('../RESULTS.md', import.meta.url), `${page.join('\n\n')}\n`)
const card = new URL('../../docs/model-card.md', import.meta.url)
const withTables = filled(filled(readFileSync(card, 'utf8'), 'pictures', ownReading), 'beside', beside)
writeFileSync(card, withTables)
writeFileSync(results('peers.svg'), peersPicture(runs[0]!.peers))
writeFileSync(results('growth.svg'), growthPicture(runs[0]!.own.benchmarks))
