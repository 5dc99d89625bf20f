/** A page of an app in WebKitGTK. */
import { setTimeout } from 'node:timers/promises'
import { lacksWebKit, launchWebKit } from '../../scripts/browser/webkit.js'
import { places, serveApp } from './browser.js'

export async function inWebKit(folder: string, name: string): Promise<{ result: string; version: string }> {
  const lack = lacksWebKit()
  if (lack) throw new Error(`not had: ${lack}`)
  const server = await serveApp(folder, places)
  try {
    const webkit = await launchWebKit()
    try {
      await webkit.open(`${server.origin}/${name}`)
      for (const end = Date.now() + 120_000; Date.now() < end; await setTimeout(200)) {
        const outcome = await webkit.run<string>('return globalThis.outcome ?? ""')
        if (outcome) return { result: String(outcome), version: webkit.version }
      }
      throw new Error('no outcome within two minutes')
    } finally {
      await webkit.close()
    }
  } finally {
    await server.close()
  }
}
