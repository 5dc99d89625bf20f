/** Peers as bars, each in its fastest form, on logarithmic axes. */
import * as Plot from '@observablehq/plot'
import { failed, type PeerResult, type PeersRun } from '../peers/run.js'
import { ratio } from '../peers/tables.js'
import { COLOURS, INK, type Panel, picture, QUIET } from './charts.js'

/** The rows shown, and what they are called here. */
const SHOWN: Readonly<Record<string, string>> = {
  lenet1989: 'lenet1989',
  'plain JavaScript, tuned': 'plain JavaScript',
  'onnxruntime-node, hand-folded': 'onnxruntime-node',
  'onnxruntime-web, hand-folded': 'onnxruntime-web',
  'tfjs, wasm': 'tfjs, wasm',
  'tfjs, cpu': 'tfjs, cpu',
  'jax-js': 'jax-js',
  convnetjs: 'convnetjs *',
  toygrad: 'toygrad *',
  'PyTorch, hand-folded': 'PyTorch',
}
const BATCHES = ['1', '64'] as const
const LABELS = 132
const OURS = Object.keys(SHOWN)[0]!

const LEGEND = [
  ['one digit at a time', '#878d95'],
  ['64 to a batch', '#d1d3d6'],
] as const

interface Bar {
  readonly name: string
  readonly batch: (typeof BATCHES)[number]
  readonly value: number
  readonly text: string
}

export function peersPicture(run: PeersRun): string {
  const shown = run.peers.filter(({ name }) => name in SHOWN)
  const panel = (title: string, prefix: string, labels: boolean) =>
    bars(title, shown, (batch) => `${prefix}, batch ${batch}`, labels)
  return picture('The time that each library takes', [
    [panel('Training step, SGD, µs a digit', 'SGD', true), panel('Reading a digit, µs', 'inference', false)],
  ])
}

function bars(
  title: string,
  shown: readonly PeerResult[],
  caseOf: (batch: string) => string,
  labels: boolean,
): Panel {
  const ours = shown.find(({ name }) => name === OURS)
  const list = shown.flatMap(({ name, cases }) =>
    BATCHES.flatMap((batch): Bar[] => {
      const result = cases[caseOf(batch)]
      if (result === undefined || failed(result)) return []
      const value = result.min
      const text = `${value < 100 ? value.toPrecision(3) : Math.round(value).toLocaleString('en')}  ${ratio(result, ours?.cases[caseOf(batch)])}`
      return [{ name: SHOWN[name]!, batch, value, text }]
    }),
  )
  const none = shown
    .filter(({ name }) => !list.some((bar) => bar.name === SHOWN[name]))
    .map(({ name }) => SHOWN[name]!)
  const most = Math.max(...list.map(({ value }) => value))
  const ticks = [1, 10, 100, 1000, 10_000, 100_000].filter((tick) => tick <= most)
  return {
    title,
    width: labels ? 480 : 480 - LABELS + 8,
    height: 40 + shown.length * 40,
    ...(!labels && { legend: LEGEND }),
    options: {
      marginLeft: labels ? LABELS : 8,
      marginRight: 100,
      marginTop: 20,
      marginBottom: 20,
      x: {
        type: 'log',
        domain: [1, most],
        label: null,
        ticks,
        tickFormat: (tick: number) => tick.toLocaleString('en'),
        tickSize: 0,
        grid: true,
      },
      y: { domain: [...BATCHES], axis: null, padding: 0.08 },
      fy: {
        domain: shown.map(({ name }) => SHOWN[name]!),
        label: null,
        padding: 0.22,
        ...(labels ? { axis: 'left', tickSize: 0 } : { axis: null }),
      },
      marks: [
        Plot.barX(list, {
          x1: 1,
          x2: 'value',
          y: 'batch',
          fy: 'name',
          fill: ({ name }: Bar) => (name === OURS ? COLOURS[0] : '#a3a8af'),
          fillOpacity: ({ batch }: Bar) => (batch === '1' ? 1 : 0.5),
        }),
        Plot.text(list, {
          x: 'value',
          y: 'batch',
          fy: 'name',
          text: 'text',
          textAnchor: 'start',
          dx: 5,
          fontSize: 11,
          fill: ({ name }: Bar) => (name === OURS ? INK : QUIET),
        }),
        Plot.text(none, {
          fy: (name: string) => name,
          text: () => 'cannot',
          frameAnchor: 'left',
          dx: 5,
          fontSize: 11,
          fill: QUIET,
        }),
      ],
    },
  }
}
