/** The page: puts its parts together. */
import type { Progress } from 'lenet1989'
import { charts } from './charts.js'
import * as clock from './clock.js'
import { loadDigits } from './digits.js'
import { chooseFiles, download } from './files.js'
import { form } from './form.js'
import { inside } from './inside.js'
import { misread } from './misread.js'
import { pad } from './pad.js'
import { prepared, reading } from './reading.js'
import { results } from './results.js'
import {
  fromAddress,
  fromConfig,
  inNode,
  recipeTexts,
  type Settings,
  toAddress,
  toConfig,
} from './settings.js'
import { forget, keep, kept } from './storage.js'
import { missing } from './support.js'
import { Trainer } from './trainer.js'

const $ = <Kind extends HTMLElement = HTMLElement>(id: string) => document.getElementById(id) as Kind

async function start(): Promise<void> {
  const lack = missing()
  if (lack) {
    $('needs').prepend(`${lack} `)
    $('needs').classList.add('lack')
    return
  }
  $('needs').remove()

  const { settings, wrong } = fromAddress(location.hash)
  const trouble = (message: string | undefined) => {
    $('trouble').textContent = message ?? ''
    $('trouble').hidden = !message
  }
  const failed = (error: unknown) => trouble(error instanceof Error ? error.message : String(error))
  trouble(wrong.join(' '))

  const digits = await loadDigits()
  const worker = new Worker(new URL('./train.worker.ts', import.meta.url), { type: 'module' })
  const shown = results($, charts($('error-chart'), $('loss-chart')))
  let progress: Progress | undefined

  const trainer = new Trainer(worker, digits, {
    state: () => update(),
    lines: () => {
      progress = undefined
      shown.lines(trainer)
      void read()
      // asked before the next pass begins, and so of the weights that the pass ended with; a few times a second are enough
      if (trainer.state !== 'running' || performance.now() - listed > 250) void list()
    },
    progress: (next) => {
      progress = next
      void read()
    },
    keep: (training) => void keep(training),
    failed,
  })

  // ---- settings
  const apply = async (next: Settings) => {
    trouble(undefined)
    dismiss()
    history.replaceState(null, '', toAddress(next))
    await trainer.create(toConfig(next)).catch(failed)
  }
  const fields = form($<HTMLFormElement>('settings'), settings, (next) => void apply(next))
  addEventListener('hashchange', () => {
    const address = fromAddress(location.hash)
    fields.show(address.settings)
    void apply(address.settings).then(() => trouble(address.wrong.join(' ')))
  })

  // ---- training
  const run = (passes?: number) => {
    trouble(undefined)
    dismiss()
    void trainer.run(passes)
  }
  $('play').addEventListener('click', () => {
    if (trainer.state === 'running') void trainer.pause()
    else if (trainer.state === 'done') void apply(fields.settings).then(() => run())
    else run()
  })
  $('one-pass').addEventListener('click', () => run(trainer.passes + 1))
  $('reset').addEventListener('click', () => {
    fields.show(fields.settings)
    void apply(fields.settings)
  })

  const update = () => {
    const { state } = trainer
    const [busy, running] = [state === 'busy', state === 'running']
    const play = $<HTMLButtonElement>('play')
    play.textContent = {
      busy: 'Train',
      ready: 'Train',
      running: 'Pause',
      paused: 'Resume',
      done: 'Train again',
    }[state]
    play.disabled = busy
    $<HTMLButtonElement>('one-pass').disabled = busy || running || state === 'done'
    $<HTMLButtonElement>('reset').disabled = busy || running || (state === 'ready' && trainer.elapsed === 0)
    $<HTMLButtonElement>('save').disabled = busy || running
    $<HTMLButtonElement>('load').disabled = busy || running
    fields.enable(!busy && !running)
    document.body.dataset.state = state
    shown.state(trainer)
    states++
    $('digest').textContent = '–'
    if (running) tick()
    else if (!busy) {
      void digest(states)
      void list()
    }
  }
  /** Every other frame: the clock's hundredths are a blur anyway. */
  const tick = (odd = false) => {
    if (odd) shown.clocks(trainer, progress)
    if (trainer.state === 'running') requestAnimationFrame(() => tick(!odd))
  }
  /** Counts the states: a digest that comes after the next one has begun is of no use. */
  let states = 0
  const digest = async (state: number) => {
    const current = trainer.config && fromConfig(trainer.config)
    $('command').textContent = current ? inNode(current) : ''
    $('digest-hint').hidden = !current
    const text = await trainer.digest().catch((error: Error) => error.message)
    if (state !== states) return
    $('digest').textContent = text ?? '–'
    $('digest-label').textContent =
      trainer.state === 'done'
        ? 'SHA-256 of the trained weights'
        : `SHA-256 of the weights after ${clock.passes(trainer.passes)}`
  }

  // ---- drawing
  const look = reading($<HTMLCanvasElement>('seen'), $('answer'), $('outputs'), $('outputs-hint'))
  const units = inside(
    $('h1'),
    $('h2'),
    $<HTMLCanvasElement>('h3'),
    $<HTMLCanvasElement>('scale'),
    $('h2-reads'),
  )
  let image: Float32Array | undefined
  const place = (index: number) => {
    const raw = digits.rawTest.images.subarray(784 * index, 784 * (index + 1))
    paper.place({ raw, label: digits.test.labels[index]!, index })
  }
  /** Another test digit, of this class if one is given: each time the next one. */
  let last = -1
  const sample = (label?: number) => {
    const { labels, length } = digits.test
    do last = (last + 1) % length
    while (label !== undefined && labels[last] !== label)
    place(last)
  }
  const paper = pad(
    $<HTMLCanvasElement>('pad'),
    () => void see(),
    (digit) => sample(digit),
  )
  $('undo').addEventListener('click', () => paper.undo())
  $('clear').addEventListener('click', () => paper.clear())
  $('sample').addEventListener('click', () => sample())

  const see = latest(async () => {
    const { drawing } = paper
    $<HTMLButtonElement>('clear').disabled = !drawing
    $<HTMLButtonElement>('undo').disabled = !paper.canUndo
    image = drawing && (await prepared(drawing, digits.test.images))
    look.see(image)
    void read()
  })
  /** Asks the network what it makes of the drawing. While it answers nothing else is asked; then what has come up meanwhile. */
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
    if (inspected) units.show(inspected.activations, inspected.state)
    await rest(100)
  })

  /** While training runs, pictures a few times a second are enough: the processor has something better to do. */
  const rest = (milliseconds: number): Promise<void> | undefined =>
    trainer.state === 'running' ? new Promise((resolve) => setTimeout(resolve, milliseconds)) : undefined

  // ---- misread digits
  const gallery = misread($('gallery'), $('misread-count'), digits, (index) => {
    place(index)
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches
    $('draw').scrollIntoView({ behavior: calm ? 'auto' : 'smooth' })
    $('pad').focus({ preventScroll: true })
  })
  let listed = 0
  const list = latest(async () => {
    listed = performance.now()
    gallery.show(trainer.passes > 0 ? await trainer.testOutputs() : undefined)
  })

  // ---- files
  $('save').addEventListener('click', async () => {
    const bytes = await trainer.save()
    if (bytes) download(bytes, `${fields.settings.recipe}-${fields.settings.seed}.safetensors`)
  })
  const files = {
    button: $<HTMLButtonElement>('load'),
    input: $<HTMLInputElement>('file'),
    veil: $('drop'),
  }
  const load = async (bytes: Uint8Array, name: string) => {
    trouble(undefined)
    dismiss()
    try {
      await trainer.load(bytes, toConfig(fields.settings))
      const own = fromConfig(trainer.config!)
      fields.show(own)
      history.replaceState(null, '', own ? toAddress(own) : location.pathname)
      gallery.show(await trainer.testOutputs())
      shown.loaded(name, await trainer.evaluateTest())
    } catch (error) {
      trouble(`${name} was not loaded. ${(error as Error).message}`)
    }
  }
  chooseFiles(files, (bytes, name) => void load(bytes, name), trouble)

  // ---- what was kept
  const dismiss = () => {
    $('kept').hidden = true
  }
  const before = await kept()
  if (before) {
    const { config, lines } = before
    const own = fromConfig(config)
    const what = own ? `“${recipeTexts[own.recipe].title}”` : 'Another recipe'
    $('kept').querySelector('p')!.textContent =
      `Your last training is kept: ${what}, seed ${config.seed}, ${lines.length} of ${clock.passes(config.passes)}.`
    $('kept').hidden = false
    $('resume').addEventListener('click', async () => {
      dismiss()
      try {
        await trainer.resume(before)
        fields.show(own)
        if (own) history.replaceState(null, '', toAddress(own))
        if (trainer.state === 'paused') run()
      } catch (error) {
        trouble(`The training that was kept cannot be taken up. ${(error as Error).message}`)
      }
    })
    $('forget').addEventListener('click', () => {
      dismiss()
      void forget()
    })
  }
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) void trainer.keepNow()
  })

  await trainer.create(toConfig(settings))
  sample()
}

/** At most one run of `task` at a time; calls during one make for one more after it. */
function latest(task: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined
  let again = false
  const run = async () => {
    do {
      again = false
      await task()
    } while (again)
    running = undefined
  }
  return () => {
    if (running) again = true
    else running = run()
    return running ?? Promise.resolve()
  }
}

start().catch((error: unknown) => {
  const sentence = error instanceof Error ? error.message : String(error)
  $('trouble').textContent = sentence
  $('trouble').hidden = false
  $('status').textContent = ''
})
if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  // without it the page works as well, but not without a network
  navigator.serviceWorker.register('./offline.js').catch(() => {})
}
