/** README's figure of the classifier, from classifier/card.json and classifier/training.json. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { meanAndSd, percent } from '../../src/report/text.js'
import { spread } from '../../src/sweep/statistics.js'
import type { Figures } from '../train-classifier/trained.js'
import { writeSection } from './section.js'

const json = (name: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../../classifier', name), 'utf8'))
const { test } = json('card.json') as { test: { misses: number; count: number } }
const { final } = json('training.json') as { final: { figures: readonly Figures[] } }
const { misses, digits } = final.figures.find(({ set, views }) => set.startsWith('MNIST') && views === 4)!
writeSection(
  'README.md',
  'classifier',
  `${test.misses} of MNIST's ${test.count.toLocaleString('en-US')} test digits (${percent(test.misses / test.count)}; five seeds ${meanAndSd(spread(misses.map((count) => count / digits)))})`,
)
