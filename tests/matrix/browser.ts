/** A page of an app in Chromium or Firefox. */
import { setTimeout } from 'node:timers/promises'
import { type BrowserName, launch, open } from '../../scripts/browser/browsers.js'
import { serve } from '../../scripts/browser/server.js'

/** Serves a built folder, its digits beside it, and the package where an import map finds it. */
export const serveApp = (folder: string, { digits, library }: { digits: string; library: string }) =>
  serve({
    pages: {},
    folders: { '/digits/': digits, '/lenet1989/': library, '/': `${folder}/` },
  })

/** Where the digits and the package are, for all apps of a run. */
export const places = { digits: '', library: '' }

/** What the page `name` of a folder, or of a server's address, has to tell; its browser's version is added to `versions`. */
export async function inBrowser(
  browserName: BrowserName,
  folderOrOrigin: string,
  name: string,
  versions: string[] = [],
): Promise<string> {
  const server = folderOrOrigin.startsWith('http') ? undefined : await serveApp(folderOrOrigin, places)
  const browser = await launch(browserName)
  try {
    versions.push((await browser.version()).replace(/^\D+/, ''))
    const { page, complaints } = await open(browser, `${server?.origin ?? folderOrOrigin}/${name}`)
    for (const end = Date.now() + 120_000; Date.now() < end; await setTimeout(100)) {
      const outcome = await page.evaluate('globalThis.outcome ?? ""').catch(() => '')
      if (outcome) return String(outcome)
      if (complaints.length > 0 && Date.now() > end - 110_000) break
    }
    throw new Error(complaints.join('; ') || 'no outcome within two minutes')
  } finally {
    await browser.close()
    await server?.close()
  }
}
