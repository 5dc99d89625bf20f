/** The training whose settings are the reader's: its form, buttons, files and address. */
import type { Progress } from 'lenet1989'
import type { Board, Seen } from '../draw/board.js'
import { latest } from '../page/coalesce.js'
import { $, enable, press } from '../page/elements.js'
import { chooseWeights, download } from '../page/files.js'
import { failed, notice } from '../page/notice.js'
import { copyLink } from '../share/copy.js'
import { charts } from './charts.js'
import { digest } from './digest.js'
import type { LoadedDigits } from './digits.js'
import { form } from './form.js'
import type { Misread } from './misread.js'
import { networkReading } from './reading.js'
import { results } from './results.js'
import { dismiss, offer } from './resume-prompt.js'
import { fromAddress, fromConfig, ownAddress, type Settings, toAddress, toConfig } from './settings.js'
import { type Kept, keep } from './storage.js'
import { type State, Trainer } from './trainer.js'

/** Milliseconds between two looks at the misread digits while training runs. */
const LIST = 250
/** Milliseconds between two looks at the drawing while training runs. */
const REST = 60

/** A network of the page, for those who look into it. */
export interface Subject {
  readonly name: string
  readonly trainer: Trainer
  /** Calls back when the network has learned or is another one. */
  watch(listener: () => void): void
}

/** What the main button does, by state. */
const PLAY: Readonly<Record<State, string>> = {
  busy: 'Train',
  ready: 'Train',
  running: 'Pause',
  paused: 'Resume',
  done: 'Train again',
}

export async function training(
  board: Board,
  digits: LoadedDigits,
  worker: Worker,
  gallery: Misread,
): Promise<Subject> {
  const { settings, wrong } = fromAddress(location.hash)
  $('address-wrong').textContent = wrong.join(' ')

  const shown = results(
    $,
    charts(
      { chart: $('error-chart'), value: $('error-value') },
      { chart: $('loss-chart'), value: $('loss-value') },
    ),
  )
  const showDigest = digest()
  const watchers: (() => void)[] = []
  let progress: Progress | undefined

  const trainer = new Trainer(worker, digits, {
    state: () => update(),
    lines: () => {
      progress = undefined
      shown.lines(trainer)
      void read()
      // asked before the next pass begins, and so of the weights that this one ended with
      if (trainer.state !== 'running' || performance.now() - listed > LIST) void list()
    },
    progress: (next) => {
      progress = next
      void read()
    },
    keep: (training) => void keep(training),
    failed,
  })

  const reading = networkReading($('own-reads'), 'own', 'Your network')
  let seen: Seen | undefined
  const read = latest(async () => {
    for (const watcher of watchers) watcher()
    const { config } = trainer
    const asked = seen
    if (!config || !asked) return
    const outputs = asked.image && (await trainer.outputs(asked.image).catch(failed))
    if (asked === seen) reading.show(outputs ?? undefined, config, asked.label, trainer.untrained)
    if (trainer.state === 'running') await new Promise((resolve) => setTimeout(resolve, REST))
  })
  board.watch((next) => {
    seen = next
    void read()
  })
  let listed = 0
  const list = latest(async () => {
    listed = performance.now()
    gallery.show(trainer.passes > 0 ? await trainer.testOutputs() : undefined)
  })

  const update = () => {
    const { state } = trainer
    const still = state !== 'busy' && state !== 'running'
    $('play').textContent = PLAY[state]
    enable($('play'), state !== 'busy')
    enable($('one-pass'), still && state !== 'done')
    enable($('reset'), still && (state !== 'ready' || trainer.elapsed > 0))
    enable($('save'), still)
    enable($('load'), still)
    if (state === 'running') fields.enable(false)
    else if (still) fields.enable(true)
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
    notice('')
    dismiss()
    history.replaceState(null, '', toAddress(next))
    $('address-wrong').textContent = ''
    await trainer.create(toConfig(next)).catch(failed)
  }
  const fields = form($<HTMLFormElement>('settings'), settings, (next) => void apply(next))
  addEventListener('hashchange', async () => {
    // the address links to a section of the page, not to a run
    if (!ownAddress(location.hash)) return
    const address = fromAddress(location.hash)
    fields.show(address.settings)
    await apply(address.settings)
    $('address-wrong').textContent = address.wrong.join(' ')
  })
  /** Trains on; what is typed and wrong is not replaced by something else behind its back. */
  const run = async (passes?: number) => {
    const next = fields.typed()
    if (!next) return
    notice('')
    dismiss()
    const fresh = trainer.state === 'done'
    if (next !== 'file' && (fresh || changed(next))) {
      fields.show(next)
      await apply(next)
    } else if (fresh) await trainer.create(trainer.config!).catch(failed)
    void trainer.run(passes)
  }
  const changed = (next: Settings) => toAddress(next) !== toAddress(fields.settings)
  press($('play'), () => (trainer.state === 'running' ? trainer.pause() : run()))
  press($('one-pass'), () => run(trainer.passes + 1))
  press($('reset'), () => {
    fields.show(fields.settings)
    void apply(fields.settings)
  })

  /** The form and the address as the network's configuration has it. */
  const showConfig = () => {
    const { config } = trainer
    const own = config && fromConfig(config)
    if (own) fields.show(own)
    else if (config) fields.showFile(config)
    history.replaceState(null, '', own ? toAddress(own) : location.pathname)
  }
  const load = async (bytes: Uint8Array, name: string) => {
    notice('')
    try {
      await trainer.load(bytes, toConfig(fields.settings))
      dismiss()
      showConfig()
      gallery.show(await trainer.testOutputs())
      shown.loaded(name, await trainer.evaluateTest())
    } catch (error) {
      notice(`${name} was not loaded. ${(error as Error).message}`)
    }
  }
  const resume = async (training: Kept) => {
    try {
      await trainer.resume(training)
      showConfig()
      if (trainer.state === 'paused') await run()
    } catch (error) {
      notice(`The saved training cannot be resumed. ${(error as Error).message}`)
    }
  }
  chooseWeights(
    { button: $<HTMLButtonElement>('load'), input: $<HTMLInputElement>('file') },
    (bytes, name) => void load(bytes, name),
    notice,
  )
  press($('save'), async () => {
    const bytes = await trainer.save()
    if (bytes) download(bytes, `${fields.settings.recipe}-${fields.settings.seed}.safetensors`)
  })
  press($('copy-link'), () =>
    copyLink($('copy-link'), new URL(toAddress(fields.settings), location.href).href),
  )
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) void trainer.keepNow()
  })

  await offer((training) => void resume(training))
  await trainer.create(toConfig(settings))
  return { name: 'Yours', trainer, watch: (listener) => watchers.push(listener) }
}
