/** Offers the training that was kept when the page was last left. */
import * as clock from './clock.js'
import { $ } from './elements.js'
import { fromConfig, recipeTexts } from './settings.js'
import { forget, type Kept, kept } from './storage.js'

/** @param resume called if it is to be taken up */
export async function offer(resume: (kept: Kept) => void): Promise<void> {
  const training = await kept()
  if (!training) return
  const { config, lines } = training
  const settings = fromConfig(config)
  const what = settings ? `“${recipeTexts[settings.recipe].title}”` : 'another recipe'
  $('kept').querySelector('p')!.textContent =
    `Your last training is kept: ${what}, seed ${config.seed}, ${lines.length} of ${clock.passes(config.passes)}.`
  $('kept').hidden = false
  $('resume').addEventListener('click', () => {
    dismiss()
    resume(training)
  })
  $('forget').addEventListener('click', () => {
    dismiss()
    void forget()
  })
}

/** Another training has begun: it will be kept instead. */
export function dismiss(): void {
  $('kept').hidden = true
}
