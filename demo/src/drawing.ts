/** The drawing area and everything that shows what the network makes of what is on it. */

import { latest } from './coalesce.js'
import { $ } from './elements.js'
import { inside } from './inside.js'
import { pad } from './pad.js'
import { prepared, reading } from './reading.js'
import type { Trainer } from './trainer.js'

/** Milliseconds between two looks inside while training runs: the processor has something better to do. */
const REST = 100

export interface DrawingArea {
  /** Puts a test digit there. */
  place(index: number): void
  /** Puts the next test digit there; the next of this class, if one is given. */
  sample(label?: number): void
  /** Asks the network anew: it has learned, or is another one. */
  read(): void
}

export function drawingArea(trainer: Trainer, failed: (error: unknown) => void): DrawingArea {
  const { test, rawTest } = trainer.digits
  const look = reading($<HTMLCanvasElement>('seen'), $('answer'), $('outputs'), $('outputs-hint'))
  const units = inside(
    $('h1'),
    $('h2'),
    $<HTMLCanvasElement>('h3'),
    $<HTMLCanvasElement>('scale'),
    $('h2-reads'),
  )
  /** The 16×16 of what is drawn. */
  let image: Float32Array | undefined

  const read = latest(async () => {
    const { config } = trainer
    if (!config) return
    const asked = image
    const sample = paper.drawing?.strokes.length === 0 ? paper.drawing.sample : undefined
    const inspected = asked && (await trainer.inspect(asked).catch(failed))
    if (asked !== image) {
      void read()
      return
    }
    look.answer(inspected?.activations.out, config, sample?.label)
    if (!inspected) return
    units.show(inspected.activations, inspected.state)
    if (trainer.state === 'running') await new Promise((resolve) => setTimeout(resolve, REST))
  })
  const see = latest(async () => {
    const { drawing } = paper
    $<HTMLButtonElement>('clear').disabled = !drawing
    $<HTMLButtonElement>('undo').disabled = !paper.canUndo
    image = drawing && (await prepared(drawing, test.images))
    look.see(image)
    void read()
  })
  const place = (index: number) => {
    const raw = rawTest.images.subarray(784 * index, 784 * (index + 1))
    paper.place({ raw, label: test.labels[index]!, index })
  }
  let last = -1
  const sample = (label?: number) => {
    do last = (last + 1) % test.length
    while (label !== undefined && test.labels[last] !== label)
    place(last)
  }
  const paper = pad($<HTMLCanvasElement>('pad'), () => void see().catch(failed), sample)
  $('undo').addEventListener('click', () => paper.undo())
  $('clear').addEventListener('click', () => paper.clear())
  $('sample').addEventListener('click', () => sample())
  return { place, sample, read: () => void read() }
}
