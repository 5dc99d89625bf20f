/**
 * The pictures and tables in README and docs that results are told by: what they are made with, and the bits that they depend on. What depends on no bits of ours
 * (drawings of the source, times) has no row.
 */
import type { Bits } from './bits.js'

export interface Figure {
  /** Values that change when the figure does. */
  readonly bits: readonly Bits[]
  /** Files, or `page#section`. */
  readonly files: readonly string[]
  /** What writes them, after `npm run build`; FOLDER stands for the command's `--data`. */
  readonly commands: readonly string[]
}

export const figures = {
  ladder: {
    bits: ['BASE_ONE_PASS_SHA256'],
    files: ['README.md#ladder', 'README.md#steps'],
    commands: [
      'node dist/cli/main.js reproduce --all --seeds 20 --out build/figures/ladder.jsonl --resume --report build/figures/ladder',
      'tsx scripts/figures/ladder.ts',
    ],
  },
  report: {
    bits: ['BASE_ONE_PASS_SHA256'],
    files: ['docs/report.png'],
    commands: [
      'node dist/cli/main.js reproduce --all --seeds 20 --out build/figures/ladder.jsonl --resume --report build/figures/ladder',
      'tsx scripts/figures/report-picture.ts',
    ],
  },
  full: {
    bits: ['BASE_ONE_PASS_SHA256'],
    files: ['README.md#full'],
    commands: [
      'node dist/cli/main.js reproduce --all --full --seeds 10 --out build/figures/full.jsonl --resume --report build/figures/full',
      'tsx scripts/figures/full.ts',
    ],
  },
  classifier: {
    bits: ['classifier'],
    files: [
      'docs/rejection.svg',
      'README.md#classifier',
      ...['spread', 'headline', 'bits', 'digits', 'calibration', 'rejection'].map(
        (name) => `docs/model-card.md#${name}`,
      ),
    ],
    commands: ['tsx scripts/pack-classifier/card.ts FOLDER', 'tsx scripts/figures/classifier.ts'],
  },
  adapt: {
    bits: ['ADAPT_SHA256', 'classifier'],
    files: ['docs/adapt.md#measured', 'README.md#adapt'],
    commands: ['tsx scripts/adapt/main.ts'],
  },
  numbers: {
    bits: ['reader'],
    files: ['classifier/read-card.json', 'docs/read.md#measured'],
    commands: ['tsx scripts/read/table.ts --final', 'tsx scripts/figures/numbers.ts'],
  },
  misread: {
    bits: ['classifier', 'reader'],
    files: ['docs/misread.svg'],
    commands: ['npm run --silent pictures:misread'],
  },
  demo: {
    bits: ['BASE_ONE_PASS_SHA256', 'classifier', 'reader'],
    files: ['docs/demo.png', 'docs/demo-inside.png', 'demo/public/preview.png'],
    commands: ['npm run --silent demo:build', 'tsx scripts/demo-picture.ts'],
  },
} as const satisfies Readonly<Record<string, Figure>>

export type FigureName = keyof typeof figures
