/** WebKitGTK, spoken to over WebDriver, on a display that nobody sees (Debian's `webkit2gtk-driver` and `xvfb`). */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import type { Stroke } from './demo.js'

const DRIVER = '/usr/bin/WebKitWebDriver'
const XVFB = '/usr/bin/Xvfb'

export interface WebKit {
  readonly version: string
  open(url: string): Promise<void>
  /** Runs the body of a function in the page, and gives what it returns. */
  run<T>(script: string): Promise<T>
  /** Moves along points of the window with the button of the mouse held. */
  drag(points: Stroke): Promise<void>
  close(): Promise<void>
}

/** What is to be installed before WebKit can be started, or `undefined` where all of it is. */
export function lacksWebKit(): string | undefined {
  if (!existsSync(DRIVER)) return 'apt-get install webkit2gtk-driver'
  if (!existsSync(XVFB)) return 'apt-get install xvfb'
  return undefined
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function ask<T>(url: string, body?: object): Promise<T> {
  const response = await fetch(url, body && { method: 'POST', body: JSON.stringify(body) })
  const { value } = (await response.json()) as { value: T & { message?: string } }
  if (!response.ok) throw new Error(value.message)
  return value
}

/** The number of the display that X has chosen for itself. */
const displayOf = (x: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    x.stdio[3]!.on('data', (number: Buffer) => resolve(`:${String(number).trim()}`))
    x.on('exit', () => reject(new Error('Xvfb has ended')))
  })

/** Starts WebKit in a session of its own, which keeps nothing, as a private window. */
export async function launchWebKit(environment: Readonly<Record<string, string>> = {}): Promise<WebKit> {
  const x = spawn(XVFB, ['-displayfd', '3', '-screen', '0', '1024x768x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  let driver: ChildProcess | undefined
  const end = () => {
    driver?.kill()
    x.kill()
  }
  try {
    const port = await freePort()
    const DISPLAY = await displayOf(x)
    const env = { ...process.env, ...environment, DISPLAY, WEBKIT_DISABLE_COMPOSITING_MODE: '1' }
    driver = spawn(DRIVER, [`--port=${port}`], { env, stdio: 'ignore' })
    const address = `http://127.0.0.1:${port}`
    for (let attempt = 0; !(await ask(`${address}/status`).catch(() => false)); attempt++) {
      if (attempt === 600) throw new Error('WebKitWebDriver does not answer')
      await setTimeout(100)
    }
    const { sessionId, capabilities } = await ask<{
      sessionId: string
      capabilities: { browserVersion: string }
    }>(`${address}/session`, { capabilities: {} })
    const session = `${address}/session/${sessionId}`
    return {
      version: capabilities.browserVersion,
      open: (url) => ask(`${session}/url`, { url }),
      run: (script) => ask(`${session}/execute/sync`, { script, args: [] }),
      drag: ([first, ...rest]) =>
        ask(`${session}/actions`, {
          actions: [
            {
              type: 'pointer',
              id: 'mouse',
              actions: [
                moveTo(first!, 0),
                { type: 'pointerDown', button: 0 },
                ...rest.map((point) => moveTo(point, 30)),
                { type: 'pointerUp', button: 0 },
              ],
            },
          ],
        }),
      async close() {
        await fetch(session, { method: 'DELETE' }).catch(() => {})
        end()
      },
    }
  } catch (error) {
    end()
    throw error
  }
}

const moveTo = ([x, y]: Stroke[number], duration: number) => ({
  type: 'pointerMove',
  x: Math.round(x),
  y: Math.round(y),
  duration,
})
