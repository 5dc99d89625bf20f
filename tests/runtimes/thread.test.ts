/** The examples for threads of `docs/training-in-a-page.md`, with the packed library, in Node, Deno and Bun. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Project } from '../support/project.js'
import { readmeExample } from '../support/readme.js'
import { command, engineNames, lacks } from './engines.js'

const page = 'docs/training-in-a-page.md'
const { code } = readmeExample((code) => code.includes('worker_threads'), page)
const { shown } = readmeExample((code) => code.includes('mnistDigits'), page)

/** A thread's script of one's own, and how it is started: each host's two kinds of worker. */
const own = "import { serve } from 'lenet1989/worker'\nserve()\n"
const started = /^const worker = .*$/m
const ownThread = code.replace(started, "const worker = new Worker(new URL('own.mjs', import.meta.url))")
const webWorker = code
  .replace(/^import \{ Worker \}.*$/m, '')
  .replace(started, "const worker = new Worker(new URL('own.mjs', import.meta.url), { type: 'module' })")
const programs = { 'the standalone file': code, 'a script that serves': ownThread }

const test = suite('threads')
let project: Project
test.before(async () => {
  project = await Project.create()
  await project.write('own.mjs', own)
})
test.after(async () => {
  await project?.remove()
})

for (const [what, program] of Object.entries(programs))
  test(`a thread of Node runs ${what}`, async () => {
    assert.equal(await project.node('train.mjs', program), shown)
  })

for (const name of engineNames)
  for (const [what, program] of Object.entries({ ...programs, 'a page’s kind of worker': webWorker })) {
    const title = `${name}: ${what}`
    if (lacks(name)) test.skip(`${title} (not installed: npm ci --prefix tests/runtimes)`)
    else
      test(title, async () => {
        const [executable, args] = command(name, await project.write('train.mjs', program))
        const { stdout } = await project.run(executable, ...args)
        assert.equal(stdout.trimEnd().split('\n'), shown)
      })
  }
test.run()
