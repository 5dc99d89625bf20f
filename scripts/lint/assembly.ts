/**
 * Import cycles and the direction of imports in assembly/, by biome, as in the rest of the source. Biome takes `@inline` before a function for a syntax error, so
 * it is given a copy without these lines; the rules are in assembly.biome.json.
 */
import { spawnSync } from 'node:child_process'
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')
const copy = join(root, 'build/lint')

rmSync(copy, { recursive: true, force: true })
mkdirSync(copy, { recursive: true })
cpSync(join(root, 'assembly'), copy, { recursive: true })
for (const name of readdirSync(copy, { recursive: true, encoding: 'utf8' })) {
  if (!name.endsWith('.ts')) continue
  const file = join(copy, name)
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^@(inline|lazy|unmanaged|external).*$/gm, ''))
}
copyFileSync(join(import.meta.dirname, 'assembly.biome.json'), join(copy, 'biome.json'))
const biome = join(root, 'node_modules/@biomejs/biome/bin/biome')
const { status } = spawnSync(process.execPath, [biome, 'lint', '.'], { cwd: copy, stdio: 'inherit' })
process.exit(status ?? 1)
