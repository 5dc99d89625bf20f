/** The page's first screen: the packaged classifier reads what is drawn. Everything below it comes afterwards. */
import { board } from './draw/board.js'
import { shipped } from './draw/shipped.js'
import { $ } from './page/elements.js'
import { speakLanguage } from './page/language.js'
import { failed, notice } from './page/notice.js'
import { lacksReading, lacksTraining, SUITABLE } from './page/support.js'

/** Says at its place what each part of the page cannot do. */
function lacking(sentence: string, ids: readonly string[]): void {
  for (const id of ids) {
    $(id).textContent = sentence
    $(id).closest('section')!.dataset.lack = ''
  }
}
const BELOW = ['race-status', 'status', 'unit-text', 'misread-count', 'hand-body', 'beat-body'] as const

async function start(): Promise<void> {
  const lack = lacksReading()
  if (lack) {
    const sentence = `${lack} ${SUITABLE}`
    $('lack').textContent = sentence
    $('confidence').textContent = 'It cannot run here.'
    $('draw').dataset.lack = ''
    lacking(sentence, BELOW)
    return
  }
  $('needs').remove()
  const place = board(await shipped())
  performance.mark('first answer')
  const less = lacksTraining()
  if (less) {
    lacking(`${less} Reading still works. ${SUITABLE}`, BELOW)
    return
  }
  speakLanguage()
  const below = async () => {
    try {
      const { workshop } = await import('./workshop.js')
      await workshop(place)
    } catch (error) {
      if (error instanceof TypeError) {
        notice('The rest of the page could not be fetched.', { label: 'Try again', go: () => void below() })
      } else failed(error)
    }
  }
  await soon()
  await below()
  await offline()
}

/** Settles when the first answer has been painted; where data is dear, when somebody scrolls to what needs more of it. */
async function soon(): Promise<void> {
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
  const { connection } = navigator as { connection?: { readonly saveData?: boolean } }
  if (!connection?.saveData || location.hash.length > 1) return
  await new Promise<void>((resolve) => {
    const observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) resolve()
    })
    observer.observe($('race-go'))
    $('sample').addEventListener('click', () => resolve())
  })
}

/** Keeps the page for times without a network; without this it works as well. */
async function offline(): Promise<void> {
  if (import.meta.env.PROD && 'serviceWorker' in navigator)
    await navigator.serviceWorker.register('./offline.js').catch(() => {})
}

start().catch(failed)
