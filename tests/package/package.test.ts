/** The package as its users get it: packed, installed into an empty folder, used from Node, TypeScript and pages. */
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, posix } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { build, transform } from 'esbuild'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { browserNames, lacks, launch, open } from '../../scripts/browser/browsers.js'
import { serve } from '../../scripts/browser/server.js'
import { mnistFolder, Project, tools } from '../support/project.js'
import { isAsShown, readmeExample } from '../support/readme.js'

const test = suite('package')
const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
const root = new URL('../..', import.meta.url).pathname
const entries = Object.keys(manifest.exports).map((key) => key.replace(/^\./, 'lenet1989'))
/** Those to import; a worker's whole script runs in a worker only. */
const modules = entries.filter((entry) => !/\.\w+$|standalone/.test(entry))

/** The README's example that takes its digits from disk, and the one that fetches them. */
const nodeExample = () => readmeExample((code) => code.includes('lenet1989/node'))
const pageExample = () => readmeExample((code) => code.includes('fetch('))

let project: Project
test.before(async () => {
  project = await Project.create()
})
test.after(async () => {
  await project?.remove()
})

test('the tarball holds what it should and nothing else', async () => {
  const { files, size, unpackedSize } = project.packed
  console.log(`tarball ${(size / 1000).toFixed(1)} kB, unpacked ${(unpackedSize / 1000).toFixed(1)} kB`)
  for (const name of [
    'package.json',
    'README.md',
    'LICENSE',
    'CHANGELOG.md',
    'SECURITY.md',
    'docs/architecture.md',
    'dist/lenet1989.wasm',
    'dist/classifier.wasm',
    'dist/int16.wasm',
    'dist/read.wasm',
  ])
    assert.ok(files.includes(name), `${name} is missing`)
  const allowed = [
    /^(package\.json|LICENSE|classifier\/card\.json)$/,
    /^(README|CHANGELOG|CONTRIBUTING|SECURITY)\.md$/,
    /^docs\/[\w-]+\.(md|svg|png)$/,
    /^docs\/scaling\/\w+\.yaml$/,
    /^bench\/(README\.md|RESULTS\.md|peers\/README\.md|results\/\w+\.svg)$/,
    /^dist\/(lenet1989|full|classifier|int16|read|relaxed)\.wasm$/,
    /^dist\/.+(\.js|\.js\.map|\.d\.ts)$/,
    /^dist\/LICENSE-(noble-hashes|pbf)\.txt$/,
  ]
  const strange = files.filter(
    (file) => !allowed.some((pattern) => pattern.test(file)) || /ubyte|safetensors$/.test(file),
  )
  assert.equal(strange, [])
  for (const script of ['preinstall', 'install', 'postinstall', 'prepare'])
    assert.not.ok(manifest.scripts[script], `install script ${script}`)
})

test('every relative link in a packed document leads to a packed file', async () => {
  const { files } = project.packed
  const broken: string[] = []
  let links = 0
  for (const file of files.filter((name) => name.endsWith('.md'))) {
    const text = await readFile(join(root, file), 'utf8')
    for (const [, target] of text.replace(/^```.*?^```/gms, '').matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^(https?:|mailto:|#)/.test(target!)) continue
      links++
      if (!files.includes(posix.join(posix.dirname(file), target!.replace(/#.*/, ''))))
        broken.push(`${file}: ${target}`)
    }
  }
  assert.ok(links > 20, `${links} links found`)
  assert.equal(broken, [])
})

test('publint finds nothing', async () => {
  const { buffer } = await readFile(project.packed.tarball)
  const { messages, pkg } = await publint({ pack: { tarball: buffer }, strict: true })
  assert.equal(
    messages.map((message) => formatMessage(message, pkg)),
    [],
  )
})

test('tools that know no exports map find the same files', () => {
  const { exports, main, types, alias, typesVersions } = manifest
  const { '.': root, './package.json': _, ...others } = exports
  assert.equal([main, types], [root.default, root.types])
  const found = Object.entries<string>(alias).map(([entry, file]) => {
    const [declared] = typesVersions['*'][entry.slice(2)] ?? []
    return [entry, declared === undefined ? file : { types: declared, default: file }]
  })
  const known = Object.entries<string | { types: string; default: string }>(others).map(([entry, target]) => [
    entry,
    typeof target === 'string' ? target : { types: target.types, default: target.default },
  ])
  assert.equal(found, known)
})

test('attw finds nothing but that CommonJS before Node 20.19 cannot require a module', async () => {
  // The bare .wasm are files for those who load them their own way: they have no types.
  const options = [
    '--ignore-rules',
    'cjs-resolves-to-esm',
    '--exclude-entrypoints',
    'lenet1989.wasm',
    'classifier.wasm',
    'int16.wasm',
    'read.wasm',
    'full.wasm',
    'relaxed.wasm',
    '--no-emoji',
  ]
  await project.run(join(tools, 'attw'), project.packed.tarball, ...options)
})

test('every entry of the exports map is there, and nothing else can be reached', async () => {
  const code = `
    import { access } from 'node:fs/promises'
    import { fileURLToPath } from 'node:url'
    for (const entry of ${JSON.stringify(entries)}) {
      await access(fileURLToPath(import.meta.resolve(entry)))
      console.log(entry)
    }
    for (const entry of ${JSON.stringify(modules)}) await import(entry)
    await import('lenet1989/dist/index.js').catch((error) => console.log(error.code))`
  assert.equal(await project.node('entries.mjs', code), [...entries, 'ERR_PACKAGE_PATH_NOT_EXPORTED'])
})

test('no module awaits at its top level, and CommonJS can require each entry', async () => {
  for (const file of project.packed.files.filter((file) => file.endsWith('.js'))) {
    const source = await readFile(join(project.folder, 'node_modules/lenet1989', file), 'utf8')
    // esbuild refuses to turn a module with a top-level await into CommonJS.
    await transform(source, { format: 'cjs', sourcefile: file })
  }
  const code = `
    for (const entry of ${JSON.stringify(modules)}) require(entry)
    const { Network, recipes } = require('lenet1989')
    Network.create(recipes.base).then((net) => console.log(net.parameterCount))`
  assert.equal(await project.node('require.cjs', code), ['9760'])
})

test('the classifier reads from one import, in a module and in CommonJS', async () => {
  const image = 'Float32Array.from({ length: 256 }, (_, i) => (i % 16 === 8 && i > 32 && i < 224 ? 1 : -1))'
  const module = `
    import { DigitClassifier } from 'lenet1989/classifier'
    console.log(DigitClassifier.loadSync().classify(${image}).digit)`
  const common = `
    const { DigitClassifier } = require('lenet1989/classifier')
    DigitClassifier.load().then((classifier) => console.log(classifier.classify(${image}).digit))`
  assert.equal(await project.node('read.mjs', module), ['1'])
  assert.equal(await project.node('read.cjs', common), ['1'])
})

for (const entry of ['lenet1989/worker/standalone', 'lenet1989/standalone-worker.js'])
  test(`${entry}, imported for its effect alone, is not bundled away`, async () => {
    const entryPoints = [await project.write('effect.js', `import '${entry}'`)]
    const { outputFiles } = await build({ entryPoints, bundle: true, format: 'esm', write: false })
    assert.match(outputFiles[0]!.text, 'postMessage')
  })

for (const host of ['workerd', 'edge-light'])
  test(`with the condition ${host} each entry exports the same, imports .wasm files and carries no text of them`, async () => {
    const exported = async (entry: string, conditions: string[]) => {
      const entryPoints = [await project.write('entry.js', `export * from '${entry}'`)]
      const { metafile, outputFiles } = await build({
        entryPoints,
        bundle: true,
        minify: true,
        format: 'esm',
        conditions,
        external: ['*.wasm', '*.wasm?module'],
        metafile: true,
        write: false,
        outdir: 'out',
        splitting: true,
      })
      const names = Object.values(metafile.outputs).find(({ entryPoint }) => entryPoint)!.exports
      return { names: [...names].sort(), text: outputFiles.map(({ text }) => text).join() }
    }
    const entries = Object.keys(manifest.exports).filter((entry) => manifest.exports[entry][host])
    assert.ok(entries.length >= 9)
    for (const entry of entries.map((entry) => entry.replace('.', 'lenet1989'))) {
      const [usual, edge] = [await exported(entry, []), await exported(entry, [host])]
      assert.equal(edge.names, usual.names, entry)
      const longest = Math.max(
        ...[...edge.text.matchAll(/(["'])(?:(?!\1|\n).)*\1/g)].map(([found]) => found.length),
      )
      assert.ok(longest < 2000, `${entry}: a string of ${longest} characters`)
    }
  })

test('the command runs', async () => {
  const { stdout } = await project.run(join(project.folder, 'node_modules/.bin/lenet1989'), '--version')
  assert.is(stdout.trim(), manifest.version)
})

for (const resolution of ['nodenext', 'bundler']) {
  test(`the types serve a project with moduleResolution ${resolution}`, async () => {
    const source = await project.write(`${resolution}.ts`, typed)
    const module = resolution === 'bundler' ? 'esnext' : 'nodenext'
    const options = [
      '--strict',
      '--exactOptionalPropertyTypes',
      '--noEmit',
      '--target',
      'es2022',
      '--types',
      '',
    ]
    await project.run(
      join(tools, 'tsc'),
      ...options,
      '--module',
      module,
      '--moduleResolution',
      resolution,
      source,
    )
  })
}

for (const [lib, types] of [
  [['es2022'], []],
  [['es2022'], ['node']],
  [['es2022', 'dom'], []],
])
  test(`all declarations compile, those of the package too, with the types of ${[...lib!, ...types!].join(', ')}`, async () => {
    const source = modules.map((entry, i) => `export * as entry${i} from '${entry}'`).join('\n')
    const files = [await project.write('declarations.ts', source)]
    const compilerOptions = {
      noEmit: true,
      strict: true,
      skipLibCheck: false,
      target: 'es2022',
      module: 'nodenext',
      lib,
      types,
      typeRoots: [join(root, 'node_modules/@types')],
    }
    const config = await project.write('tsconfig.json', JSON.stringify({ compilerOptions, files }))
    await project.run(join(tools, 'tsc'), '-p', config)
  })

/** Somebody's TypeScript: compiles only if the types are found, and are what they say. */
const typed = `
import { type Digits, LenetError, Network, type PassResult, type Recipe, recipes } from 'lenet1989'
import { DigitClassifier, type Classification } from 'lenet1989/classifier'
import { digits } from 'lenet1989/data'
import { loadMnist } from 'lenet1989/node'

const mine: Recipe = { ...recipes.modern, dropout: 0.35 }
export async function train(signal: AbortSignal): Promise<PassResult[]> {
  const net = await Network.create({ ...mine, seed: 7 })
  const loaded = await loadMnist({ train: 100, test: 10, seed: 1337 })
  const some: Digits = digits(loaded.train.images, loaded.train.labels)
  const results: PassResult[] = []
  for await (const pass of net.fit(some, { validationData: loaded.test, signal }))
    if (pass.test.misses < 10) results.push(pass)
  // @ts-expect-error: no digits to evaluate
  for await (const pass of net.fit(some)) pass.test.misses
  return results
}
export const read = async (drawing: HTMLCanvasElement | OffscreenCanvas | ImageBitmap | ImageData): Promise<Classification> =>
  (await DigitClassifier.load()).classify(drawing, { maxError: 0.001 })
export const code = (error: unknown): string | undefined => (error instanceof LenetError ? error.code : undefined)
// @ts-expect-error: not an activation
export const wrong: Recipe = { ...recipes.base, activation: 'softplus' }
// @ts-expect-error: no such recipe
recipes.future
`

test('the README’s example runs in Node and prints what the README shows', async () => {
  const { code, shown } = nodeExample()
  const lines = await project.node('example.mjs', code)
  assert.ok(isAsShown(lines, shown), `printed:\n${lines.join('\n')}\nshown:\n${shown.join('\n')}`)
})

test('the example of docs/digit-reader.md runs in Node and prints what the page shows', async () => {
  const { code, shown } = readmeExample(() => true, 'docs/digit-reader.md')
  assert.equal(await project.node('digit-reader.mjs', code), shown)
})

for (const name of browserNames) {
  const what = `the README’s example for pages, bundled by esbuild, prints the same in ${name}`
  if (lacks(name)) test.skip(`${what} (it is not installed)`)
  else
    test(what, async () => {
      const { code, shown } = pageExample()
      const entry = await project.write('page.js', `${code}\nglobalThis.done = true\n`)
      const outfile = join(project.folder, 'bundle.js')
      await build({ entryPoints: [entry], bundle: true, format: 'esm', outfile, logLevel: 'silent' })
      const server = await serve({
        pages: { '/': { script: '/bundle.js' } },
        folders: { '/mnist/': mnistFolder },
        bytes: { '/bundle.js': await readFile(outfile) },
      })
      const browser = await launch(name)
      try {
        const tab = await open(browser, `${server.origin}/`)
        // Asked again and again from here: puppeteer's own waiting compiles code in the page, which its policy forbids.
        while (tab.complaints.length === 0 && !(await tab.page.evaluate('globalThis.done')))
          await setTimeout(100)
        assert.equal(tab.complaints, [])
        assert.ok(
          isAsShown(tab.log, shown.length > 0 ? shown : nodeExample().shown),
          `printed:\n${tab.log.join('\n')}\nshown:\n${shown.join('\n')}`,
        )
      } finally {
        await browser.close()
        await server.close()
      }
    })
}

test.run()
