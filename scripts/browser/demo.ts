/** The built demo page, served from a sub-path as some site would, and hands to work it with. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'puppeteer-core'
import { open, type Tab } from './browsers.js'
import { type Server, serve } from './server.js'

const root = fileURLToPath(new URL('../../', import.meta.url))
const out = `${root}tests/.out/demo/`
/** Where this process has the page built, apart from those that run beside it. */
export const built = `${out}site-${process.pid}/`
/** For pictures to look at. */
export const pictures = `${out}pictures/`
export const PATH = '/some/where/'

/** Builds the page, for as long as this process lives; the library is built already. */
export function build(): void {
  mkdirSync(pictures, { recursive: true })
  process.once('exit', () => rmSync(built, { recursive: true, force: true }))
  for (const args of [
    [`${root}node_modules/tsx/dist/cli.mjs`, `${root}scripts/demo-digits.ts`],
    [`${root}node_modules/vite/bin/vite.js`, 'build', `${root}demo`, '--outDir', built, '--logLevel', 'warn'],
  ]) {
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' })
    if (status !== 0) throw new Error(`${args.join(' ')}:\n${stderr}`)
  }
  if (!existsSync(`${built}index.html`)) throw new Error(`nothing was built in ${built}`)
}

export const serveDemo = (gzip = false): Promise<Server> =>
  serve({ pages: {}, folders: { [PATH]: built }, gzip })

export type Stroke = readonly (readonly [number, number])[]

/** Moves along some points of the window while it touches the page. */
export type Hand = (page: Page, points: Stroke) => Promise<void>

const mouse: Hand = async ({ mouse }, [first, ...rest]) => {
  await mouse.move(...first!)
  await mouse.down()
  for (const point of rest) await mouse.move(...point, { steps: 4 })
  await mouse.up()
}

/** The page in a tab, ready to train. */
export class Demo {
  private constructor(readonly tab: Tab) {}

  static async open(browser: Browser, { origin }: Server, hash = ''): Promise<Demo> {
    const demo = new Demo(await open(browser, `${origin}${PATH}${hash}`))
    await demo.state('ready')
    return demo
  }

  static of(tab: Tab): Demo {
    return new Demo(tab)
  }

  get page(): Page {
    return this.tab.page
  }

  evaluate<T>(code: string): Promise<T> {
    return this.page.evaluate(code) as Promise<T>
  }

  text(id: string): Promise<string> {
    return this.evaluate(`document.getElementById('${id}').textContent`)
  }

  /** As a script would; unlike puppeteer's click it does not scroll or wait. */
  async click(id: string): Promise<void> {
    await this.evaluate(`document.getElementById('${id}').click()`)
  }

  /**
   * Asks again and again until `condition` is true; puppeteer's own waiting compiles code in the page, which its policy forbids.
   *
   * @throws Error with `what`, and what the page complains of, after `seconds`
   */
  async until(what: string, condition: string, seconds = 60): Promise<void> {
    for (const end = Date.now() + 1000 * seconds; Date.now() < end; await setTimeout(25)) {
      if (await this.evaluate<boolean>(`Promise.resolve(${condition}).then(Boolean)`)) return
    }
    const trouble = await this.text('trouble-text')
    throw new Error(`not after ${seconds} s: ${what}. ${trouble} ${this.tab.complaints.join('\n')}`)
  }

  state(state: string): Promise<void> {
    return this.until(state, `document.body.dataset.state === '${state}'`)
  }

  /** Changes a setting as somebody would who types and leaves the field. */
  async set(id: string, value: string): Promise<void> {
    await this.evaluate(`{
      const field = document.getElementById('${id}')
      field.value = '${value}'
      field.dispatchEvent(new Event('change', { bubbles: true }))
    }`)
  }

  /** The digest of the weights once the page shows it. */
  async digest(): Promise<string> {
    await this.until('a digest', `/^[0-9a-f]{64}$/.test(document.getElementById('digest').textContent)`)
    return this.text('digest')
  }

  /** Drops a file onto the page. */
  async drop(name: string, bytes: Uint8Array, type = ''): Promise<void> {
    await this.evaluate(`{
      const bytes = Uint8Array.from(atob('${Buffer.from(bytes).toString('base64')}'), (c) => c.charCodeAt(0))
      const dataTransfer = new DataTransfer()
      dataTransfer.items.add(new File([bytes], '${name}', { type: '${type}' }))
      for (const type of ['dragenter', 'dragover', 'drop'])
        document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }))
    }`)
  }

  /** Draws lines; positions from 0 to 1 of the largest square in the middle of the drawing area. */
  async draw(strokes: readonly Stroke[], hand: Hand = mouse): Promise<void> {
    const { x, y, side } = await this.evaluate<{ x: number; y: number; side: number }>(`{
      const { x, y, width, height } = document.getElementById('pad').getBoundingClientRect()
      ;({ x: x + (width - height) / 2, y, side: height })
    }`)
    for (const stroke of strokes)
      await hand(
        this.page,
        stroke.map(([u, v]) => [x + side * u, y + side * v] as const),
      )
  }
}
