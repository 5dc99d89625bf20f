/** The page: puts its parts together. */
import type { Progress } from 'lenet1989'
import { charts } from './charts.js'
import { latest } from './coalesce.js'
import { digest } from './digest.js'
import { loadDigits } from './digits.js'
import { drawingArea } from './drawing.js'
import { $ } from './elements.js'
import { chooseFiles, download } from './files.js'
import { form } from './form.js'
import { misread } from './misread.js'
import { results } from './results.js'
import { dismiss, offer } from './resume-prompt.js'
import { fromAddress, fromConfig, type Settings, toAddress, toConfig } from './settings.js'
import { type Kept, keep } from './storage.js'
import { missing } from './support.js'
import { type State, Trainer } from './trainer.js'

/** Milliseconds between two looks at the misread digits while training runs. */
const LIST = 250

/** What the main button does, by state. */
const PLAY: Readonly<Record<State, string>> = {
  busy: 'Train',
  ready: 'Train',
  running: 'Pause',
  paused: 'Resume',
  done: 'Train again',
}

function trouble(message: string): void {
  $('trouble').textContent = message
  $('trouble').hidden = message === ''
}
const failed = (error: unknown) => trouble(error instanceof Error ? error.message : String(error))

async function start(): Promise<void> {
  const { settings, wrong } = fromAddress(location.hash)
  trouble(wrong.join(' '))

  const digits = await loadDigits()
  const worker = new Worker(new URL('./train.worker.ts', import.meta.url), { type: 'module' })
  const shown = results($, charts($('error-chart'), $('loss-chart')))
  const showDigest = digest()
  let progress: Progress | undefined

  const trainer = new Trainer(worker, digits, {
    state: () => update(),
    lines: () => {
      progress = undefined
      shown.lines(trainer)
      area.read()
      // asked before the next pass begins, and so of the weights that this one ended with
      if (trainer.state !== 'running' || performance.now() - listed > LIST) void list()
    },
    progress: (next) => {
      progress = next
      area.read()
    },
    keep: (training) => void keep(training),
    failed,
  })
  const area = drawingArea(trainer, failed)
  const gallery = misread($('gallery'), $('misread-count'), digits, (index) => {
    area.place(index)
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches
    $('draw').scrollIntoView({ behavior: calm ? 'auto' : 'smooth' })
    $('pad').focus({ preventScroll: true })
  })
  let listed = 0
  const list = latest(async () => {
    listed = performance.now()
    gallery.show(trainer.passes > 0 ? await trainer.testOutputs() : undefined)
  })

  const update = () => {
    const { state } = trainer
    const still = state !== 'busy' && state !== 'running'
    const enable = (id: string, on: boolean) => {
      $<HTMLButtonElement>(id).disabled = !on
    }
    $('play').textContent = PLAY[state]
    enable('play', state !== 'busy')
    enable('one-pass', still && state !== 'done')
    enable('reset', still && (state !== 'ready' || trainer.elapsed > 0))
    enable('save', still)
    enable('load', still)
    fields.enable(still)
    document.body.dataset.state = state
    shown.state(trainer)
    void showDigest(trainer)
    if (state === 'running') tick()
    if (still) void list()
  }
  /** Every other frame: the clock's hundredths are a blur anyway. */
  const tick = (odd = false) => {
    if (odd) shown.clocks(trainer, progress)
    if (trainer.state === 'running') requestAnimationFrame(() => tick(!odd))
  }

  /** Starts over with these settings. */
  const apply = async (next: Settings) => {
    trouble('')
    dismiss()
    history.replaceState(null, '', toAddress(next))
    await trainer.create(toConfig(next)).catch(failed)
  }
  const fields = form($<HTMLFormElement>('settings'), settings, (next) => void apply(next))
  addEventListener('hashchange', async () => {
    const address = fromAddress(location.hash)
    fields.show(address.settings)
    await apply(address.settings)
    trouble(address.wrong.join(' '))
  })
  const run = (passes?: number) => {
    trouble('')
    dismiss()
    void trainer.run(passes)
  }
  $('play').addEventListener('click', async () => {
    if (trainer.state === 'running') return trainer.pause()
    if (trainer.state === 'done') await apply(fields.settings)
    run()
  })
  $('one-pass').addEventListener('click', () => run(trainer.passes + 1))
  $('reset').addEventListener('click', () => {
    fields.show(fields.settings)
    void apply(fields.settings)
  })

  /** The form and the address as the network's configuration has it. */
  const showConfig = () => {
    const own = trainer.config && fromConfig(trainer.config)
    fields.show(own)
    history.replaceState(null, '', own ? toAddress(own) : location.pathname)
  }
  const load = async (bytes: Uint8Array, name: string) => {
    trouble('')
    try {
      await trainer.load(bytes, toConfig(fields.settings))
      dismiss()
      showConfig()
      gallery.show(await trainer.testOutputs())
      shown.loaded(name, await trainer.evaluateTest())
    } catch (error) {
      trouble(`${name} was not loaded. ${(error as Error).message}`)
    }
  }
  const resume = async (training: Kept) => {
    try {
      await trainer.resume(training)
      showConfig()
      if (trainer.state === 'paused') run()
    } catch (error) {
      trouble(`The training that was kept cannot be taken up. ${(error as Error).message}`)
    }
  }
  const files = { button: $<HTMLButtonElement>('load'), input: $<HTMLInputElement>('file'), veil: $('drop') }
  chooseFiles(files, (bytes, name) => void load(bytes, name), trouble)
  $('save').addEventListener('click', async () => {
    const bytes = await trainer.save()
    if (bytes) download(bytes, `${fields.settings.recipe}-${fields.settings.seed}.safetensors`)
  })
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) void trainer.keepNow()
  })

  await offer((training) => void resume(training))
  await trainer.create(toConfig(settings))
  area.sample()
}

const lack = missing()
if (lack) {
  $('needs').prepend(`${lack} `)
  $('needs').classList.add('lack')
} else {
  $('needs').remove()
  start().catch((error: unknown) => {
    failed(error)
    $('status').textContent = ''
  })
}
if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  // without it the page works as well, but not without a network
  navigator.serviceWorker.register('./offline.js').catch(() => {})
}
