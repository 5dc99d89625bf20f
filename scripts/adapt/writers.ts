/**
 * Simulated writers: each has one form for every digit and habits that stray further than any hand the classifier was trained on, and writes each digit a little
 * differently every time. The same on every machine.
 */
import { forms } from '../hands/forms/index.js'
import { shake } from '../hands/hand.js'
import { ink } from '../hands/ink.js'
import { Random } from '../hands/random.js'

/** A digit that a writer has written, 28×28 bytes. */
export interface WrittenDigit {
  readonly input: Uint8Array
  readonly label: number
}

/** How far these hands stray: the training's go from 0.7 to 1.6. */
const REACH = [1.5, 2.2] as const
/** How far a writer strays from a habit of its own from one digit to the next, as a share of what hands may. */
const LOOSE = 0.45

/** The same habit for each seed, and something of its own for each sample. */
class Habit extends Random {
  readonly #moment: Random
  constructor(seed: number, sample: number) {
    super(seed)
    this.#moment = new Random(Math.imul(seed, 31) + 7919 * sample + 1)
  }
  override next(): number {
    const near = super.next() + LOOSE * (this.#moment.next() - 0.5)
    return near < 0 ? -near : near >= 1 ? 2 - near - 1e-9 : near
  }
}

/** Sample number `sample` of `digit` by a writer. */
export function writeAs(writer: number, digit: number, sample: number): WrittenDigit {
  const character = new Random(Math.imul(writer, 7919) + 104729)
  const reach = REACH[0] + (REACH[1] - REACH[0]) * character.next()
  const own = new Random(Math.imul(writer, 7919) + 15485863 + digit)
  const all = Object.values(forms[digit]!)
  const total = all.reduce((sum, [weight]) => sum + weight, 0)
  let left = own.next() * total
  let form = all[0]!
  for (const other of all) {
    if (left >= 0) form = other
    left -= other[0]
  }
  const strokes = new Habit(Math.imul(writer, 7919) + 32452843 + digit, sample)
  strokes.reach = reach
  // slant, proportions, tremor and pen are the writer's in all digits
  const hand = new Habit(Math.imul(writer, 7919) + 49979687, 100 * digit + sample)
  hand.reach = reach
  const pen = new Habit(Math.imul(writer, 7919) + 67867967, 100 * digit + sample)
  pen.reach = reach
  return { input: ink(shake(form[1](strokes), hand), pen), label: digit }
}

/** Samples `from` … `to` − 1 of each digit, digit after digit. */
export function samplesOf(writer: number, from: number, to: number): WrittenDigit[] {
  const samples: WrittenDigit[] = []
  for (let digit = 0; digit < 10; digit++)
    for (let sample = from; sample < to; sample++) samples.push(writeAs(writer, digit, sample))
  return samples
}
