/** The examples of the README and of docs/, as pasted: in pages with the import maps that they show, and through TypeScript. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { browserNames, lacks, launch, open, type Tab } from '../../scripts/browser/browsers.js'
import { type Server, serve } from '../../scripts/browser/server.js'
import { mnistFolder, Project, tools } from '../support/project.js'
import { blocksOf, isAsShown, readmeExample } from '../support/readme.js'

const test = suite('examples')
const pages = [
  'README.md',
  'docs/1989.md',
  'docs/adapt.md',
  'docs/digit-reader.md',
  'docs/export.md',
  'docs/int16.md',
  'docs/read.md',
  'docs/start-and-relaxed.md',
  'docs/training-in-a-page.md',
]

/** What examples take from the reader's own code. */
const own = `
import type { Digits, Network } from 'lenet1989'
import type { DigitClassifier } from 'lenet1989/classifier'
import type { RawDigits } from 'lenet1989/data'
declare global {
  const canvas: HTMLCanvasElement
  const firstCanvas: HTMLCanvasElement
  const secondCanvas: HTMLCanvasElement
  const imageBytes: Uint8Array
  const labelBytes: Uint8Array
  const classifier: DigitClassifier
  const mnistTrainingDigits: RawDigits
  const net: Network
  const images: Float32Array
  const digits: Digits
}
`

let project: Project
let server: Server
test.before(async () => {
  project = await Project.create()
  const [map] = blocksOf('README.md').filter(({ language }) => language === 'html')
  await project.write('page.html', map!.text)
  await project.write(
    'page.js',
    `${readmeExample((code) => code.includes('fetch(')).code}\nglobalThis.done = true\n`,
  )
  const [drawing] = blocksOf('docs/digit-reader.md').filter(({ language }) => language === 'html')
  await project.write('draw.html', drawing!.text)
  server = await serve({ pages: {}, folders: { '/mnist/': mnistFolder, '/': `${project.folder}/` } })
})
test.after(async () => {
  await server?.close()
  await project?.remove()
})

/** The page `name` once `condition` holds on it. */
async function opened(tab: Tab, condition: string): Promise<Tab> {
  for (
    const end = Date.now() + 60_000;
    tab.complaints.length === 0 && !(await tab.page.evaluate(condition));
    await setTimeout(100)
  )
    assert.ok(Date.now() < end, `not within a minute: ${condition}`)
  assert.equal(tab.complaints, [])
  return tab
}

for (const name of browserNames) {
  const what = `in ${name} the README’s page trains and that of docs/digit-reader.md reads, by the import maps shown`
  if (lacks(name)) test.skip(`${what} (it is not installed)`)
  else
    test(what, async () => {
      const browser = await launch(name)
      try {
        const { log } = await opened(
          await open(browser, `${server.origin}/page.html`),
          'globalThis.done === true',
        )
        const { shown } = readmeExample((code) => code.includes('lenet1989/node'))
        assert.ok(isAsShown(log, shown), log.join('\n'))
        const tab = await open(browser, `${server.origin}/draw.html`)
        await opened(tab, 'document.getElementById("pad").onpointermove !== null')
        const { mouse } = tab.page
        await mouse.move(140, 60)
        await mouse.down()
        await mouse.move(140, 230, { steps: 12 })
        await mouse.up()
        await opened(tab, 'document.getElementById("answer").value !== ""')
        const answer = await tab.page.evaluate('document.getElementById("answer").value')
        assert.match(String(answer), /^1, \d/)
      } finally {
        await browser.close()
      }
    })
}

test('each example type-checks under strict, and is a module', async () => {
  await project.write('own.d.ts', own)
  const files: string[] = []
  for (const page of pages)
    for (const { language, text } of blocksOf(page)) {
      if (!/^(js|ts)$/.test(language) || !/from 'lenet1989/.test(text)) continue
      const name = `${page.replace(/\W/g, '-')}-${files.length}.ts`
      files.push(name)
      await project.write(name, `${text}\nexport {}\n`)
    }
  assert.ok(files.length >= 12, `${files.length} examples`)
  const options = {
    noEmit: true,
    strict: true,
    target: 'es2022',
    module: 'nodenext',
    lib: ['es2023', 'dom', 'dom.iterable'],
    types: ['node'],
    typeRoots: [join(tools, '../@types')],
  }
  const config = await project.write(
    'tsconfig.json',
    JSON.stringify({ compilerOptions: options, files: ['own.d.ts', ...files] }),
  )
  await project.run(join(tools, 'tsc'), '-p', config)
  assert.match(await readFile(join(project.folder, files[0]!), 'utf8'), 'test: result')
})
test.run()
