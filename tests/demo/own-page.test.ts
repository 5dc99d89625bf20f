/** `docs/training-in-a-page.md` as a reader would follow it, with the packed library: bundled by Vite, and with plain module scripts. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Browser } from 'puppeteer-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { build } from 'vite'
import { browserNames, lacks, launch, open } from '../../scripts/browser/browsers.js'
import { serve } from '../../scripts/browser/server.js'
import { mnistFolder, Project } from '../support/project.js'

const text = readFileSync(new URL('../../docs/training-in-a-page.md', import.meta.url), 'utf8')
const blocks = [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language, code]) => ({
  language,
  code,
}))
const block = (language: string, wanted: string): string => {
  const found = blocks.find(({ language: its, code }) => its === language && code.includes(wanted))
  if (!found) throw new Error(`training-in-a-page.md: no ${language} with ${wanted}`)
  return found.code
}
const page = block('js', 'RemoteNetwork')
const printed = block('text', 'misread').trimEnd().split('\n')

const own = suite('a page of one’s own')
let project: Project
own.before(async () => {
  project = await Project.create()
  await project.write('train.worker.js', block('js', 'serve()'))
  await project.write('page.js', `${page}\nglobalThis.done = true\n`)
  await project.write('index.html', '<!doctype html><script type="module" src="./page.js"></script>')
  await build({
    root: project.folder,
    base: './',
    logLevel: 'error',
    build: { outDir: join(project.folder, 'bundled'), target: 'es2022', modulePreload: false },
  })
  const worker = block('js', 'standalone.js').trim()
  const changed = page.replace(/^const worker = .*$/m, worker)
  assert.is.not(changed, page)
  await project.write('page.js', `${changed}\nglobalThis.done = true\n`)
  await project.write('plain.html', block('html', 'importmap'))
})
own.after(async () => {
  await project?.remove()
})

/** What the page prints. */
async function run(browser: Browser, folder: string, address: string): Promise<readonly string[]> {
  const server = await serve({ pages: {}, folders: { '/mnist/': mnistFolder, '/': folder } })
  try {
    const tab = await open(browser, `${server.origin}/${address}`)
    const end = Date.now() + 60_000
    while (tab.complaints.length === 0 && Date.now() < end && !(await tab.page.evaluate('globalThis.done')))
      await setTimeout(100)
    assert.equal(tab.complaints, [])
    return tab.log
  } finally {
    await server.close()
  }
}

for (const name of browserNames) {
  const kinds = {
    'bundled by Vite': () => [join(project.folder, 'bundled'), ''],
    'with plain module scripts': () => [project.folder, 'plain.html'],
  }
  for (const [kind, where] of Object.entries(kinds)) {
    const what = `${kind}, it prints what the page about it shows, in ${name}`
    if (lacks(name)) own.skip(`${what} (it is not installed)`)
    else
      own(what, async () => {
        const browser = await launch(name)
        try {
          assert.equal(await run(browser, ...(where() as [string, string])), printed)
        } finally {
          await browser.close()
        }
      })
  }
}

own.run()
