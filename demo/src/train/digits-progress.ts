/** Says how far the digits have come while they load, and offers another try where they do not. */
import { $, hide } from '../page/elements.js'
import { notice } from '../page/notice.js'
import { type LoadedDigits, loadDigits } from './digits.js'

const places = ['race-status', 'status'] as const
const say = (sentence: string) => {
  for (const id of places) $(id).textContent = sentence
}

/** Settles with the digits, after as many tries as it takes. */
export async function digitsProgress(): Promise<LoadedDigits> {
  const bar = $<HTMLProgressElement>('digits-progress')
  for (;;) {
    bar.hidden = false
    bar.removeAttribute('value')
    try {
      const digits = await loadDigits((bytes, of) => {
        if (of !== undefined) bar.value = (100 * bytes) / of
        const all = of === undefined ? '' : ` of ${megabytes(of)}`
        say(`Fetching the digits: ${megabytes(bytes)}${all} MB`)
      })
      bar.hidden = true
      say('')
      return digits
    } catch (error) {
      bar.hidden = true
      say('No digits yet. Reading still works.')
      await new Promise<void>((resolve) => {
        notice((error as Error).message, { label: 'Try again', go: resolve })
        // for whoever has closed the notice
        $('digits-retry').hidden = false
        $('digits-retry').onclick = () => resolve()
      })
      hide($('digits-retry'), $('race-go'))
    }
  }
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1)
