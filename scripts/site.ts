/**
 * `npm run site`: everything that is to be published, as a folder of static files, build/site: the demo page, and in docs/ the docs and the API reference.
 * It works from any path of any server. SITE_URL=https://… is its address, for what other sites show beside a link.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const out = 'build/site'

function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): void {
  const { status } = spawnSync(program, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  })
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: exit code ${status}`)
}

run(process.execPath, ['--import', 'tsx', 'scripts/demo-digits.ts'])
run('node_modules/.bin/vite', ['build', 'demo', '--outDir', `../${out}`], { SITE_DOCS: 'yes' })
if (!existsSync(join(root, 'docs/tools/node_modules')))
  run('npm', ['ci', '--prefix', 'docs/tools', '--no-audit', '--silent'])
const documents = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'))
run('docs/tools/node_modules/.bin/typedoc', [
  '--options',
  'docs/tools/typedoc.json',
  '--out',
  `${out}/docs`,
  '--readme',
  'README.md',
  ...documents.flatMap((name) => ['--projectDocuments', `docs/${name}`]),
  // what `npm run docs` fails for does not keep the site from being made
  '--treatValidationWarningsAsErrors',
  'false',
])
console.log(`${out}: the page, and ${documents.length} docs with the API reference in ${out}/docs`)
