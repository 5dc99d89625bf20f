/** Deno and Bun, where they are installed: here, from the npm registry. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const modules = fileURLToPath(new URL('node_modules', import.meta.url))

/** Each has a package for each platform, of which npm installs the one that fits: its scope, and its executable's path in it. */
const engines = {
  deno: { scope: '@deno', executable: 'deno', options: ['run', '--no-prompt'] },
  bun: { scope: '@oven', executable: 'bin/bun', options: ['run'] },
} as const
export type EngineName = keyof typeof engines
export const engineNames = Object.keys(engines) as EngineName[]

function find(name: EngineName): string | undefined {
  const scope = join(modules, engines[name].scope)
  if (!existsSync(scope)) return undefined
  return readdirSync(scope)
    .map((platform) => join(scope, platform, engines[name].executable))
    .find((path) => existsSync(path))
}

/** Whether tests with this engine are left out: it is not installed. In CI nothing is left out. */
export const lacks = (name: EngineName): boolean => !process.env.CI && find(name) === undefined

/** What starts a module: a command and its arguments. Deno may read in `folder` and nothing else; without one it may do anything. */
export function command(name: EngineName, module: string, folder?: string): [string, string[]] {
  const executable = find(name)
  if (executable === undefined) throw new Error(`${name} is not installed: npm ci --prefix tests/runtimes`)
  const permission = folder === undefined ? '--allow-all' : `--allow-read=${folder}`
  const allowed = name === 'deno' ? [permission] : []
  return [executable, [...engines[name].options, ...allowed, module]]
}
