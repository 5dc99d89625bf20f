/** A page of an app in WebKitGTK, spoken to over WebDriver, on a display that nobody sees (Debian's `webkit2gtk-driver` and `xvfb`). */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { places, serveApp } from './browser.js'

const DRIVER = '/usr/bin/WebKitWebDriver'
const XVFB = '/usr/bin/Xvfb'

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function ask(url: string, body?: object): Promise<unknown> {
  const response = await fetch(url, body && { method: 'POST', body: JSON.stringify(body) })
  const { value } = (await response.json()) as { value: { message?: string } }
  if (!response.ok) throw new Error(value.message)
  return value
}

/** The number of the display that X has chosen for itself. */
const displayOf = (x: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    x.stdio[3]!.on('data', (number: Buffer) => resolve(`:${String(number).trim()}`))
    x.on('exit', () => reject(new Error('Xvfb has ended')))
  })

export async function inWebKit(folder: string, name: string): Promise<{ result: string; version: string }> {
  for (const [file, pack] of [
    [DRIVER, 'webkit2gtk-driver'],
    [XVFB, 'xvfb'],
  ] as const)
    if (!existsSync(file)) throw new Error(`not had: apt-get install ${pack}`)
  const x = spawn(XVFB, ['-displayfd', '3', '-screen', '0', '1024x768x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  const server = await serveApp(folder, places)
  let driver: ChildProcess | undefined
  try {
    const port = await freePort()
    const env = { ...process.env, DISPLAY: await displayOf(x), WEBKIT_DISABLE_COMPOSITING_MODE: '1' }
    driver = spawn(DRIVER, [`--port=${port}`], { env, stdio: 'ignore' })
    const address = `http://127.0.0.1:${port}`
    for (let attempt = 0; !(await ask(`${address}/status`).catch(() => false)); attempt++) {
      if (attempt === 100) throw new Error('WebKitWebDriver does not answer')
      await setTimeout(100)
    }
    const { sessionId, capabilities } = (await ask(`${address}/session`, { capabilities: {} })) as {
      sessionId: string
      capabilities: { browserVersion: string }
    }
    const version = capabilities.browserVersion
    const session = `${address}/session/${sessionId}`
    const run = (script: string) => ask(`${session}/execute/sync`, { script, args: [] })
    await ask(`${session}/url`, { url: `${server.origin}/${name}` })
    try {
      for (const end = Date.now() + 120_000; Date.now() < end; await setTimeout(200)) {
        const outcome = await run('return globalThis.outcome ?? ""')
        if (outcome) return { result: String(outcome), version }
      }
      throw new Error('no outcome within two minutes')
    } finally {
      await fetch(session, { method: 'DELETE' })
    }
  } finally {
    driver?.kill()
    x.kill()
    await server.close()
  }
}
