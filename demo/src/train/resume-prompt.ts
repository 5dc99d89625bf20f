/** Offers the training that was kept when the page was last left. */
import * as clock from '../page/clock.js'
import { $, hide } from '../page/elements.js'
import { fromConfig, recipeTexts } from './settings.js'
import { forget, type Kept, kept } from './storage.js'

/** @param resume called if it is to be taken up, or shown if it is finished */
export async function offer(resume: (kept: Kept) => void): Promise<void> {
  const found = await kept()
  if (!found) return
  const { key, training } = found
  const { config, lines } = training
  const settings = fromConfig(config)
  const what = settings ? `“${recipeTexts[settings.recipe].title}”` : 'another recipe'
  const finished = lines.length >= config.passes
  $('kept').querySelector('p')!.textContent = finished
    ? `Your last training is saved, finished: ${what}, seed ${config.seed}, ${clock.passes(config.passes)}.`
    : `Your last training is saved: ${what}, seed ${config.seed}, ${lines.length} of ${clock.passes(config.passes)}.`
  $('resume').textContent = finished ? 'Show it' : 'Resume it'
  $('kept').hidden = false
  $('resume').addEventListener('click', () => {
    dismiss()
    resume(training)
  })
  $('forget').addEventListener('click', () => {
    dismiss()
    void forget(key)
  })
}

/** Another training has begun: it will be kept instead. */
export function dismiss(): void {
  hide($('kept'), $('play'))
}
