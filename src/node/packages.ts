/** Npm packages that may be installed beside this one. */
import { dirname, join } from 'node:path'

/**
 * The folder of a package, resolved from here, from the script that runs (this file may have become part of a bundle), and from the current folder, since this
 * package may be installed globally or linked.
 */
export function installedPackage(name: string): string | undefined {
  // not by an import: webpack would replace the lookup by what it finds at build time, which is nothing
  const { createRequire } = process.getBuiltinModule('node:module')
  for (const from of [import.meta.url, process.argv[1], join(process.cwd(), 'any.js')]) {
    try {
      if (from !== undefined) return dirname(createRequire(from).resolve(`${name}/package.json`))
    } catch {
      // not installed there
    }
  }
  return undefined
}
