/** Npm packages that may be installed beside this one. */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** The folder of a package; resolved from here and from the current folder, since the package may be installed globally or linked. */
export function installedPackage(name: string): string | undefined {
  for (const from of [import.meta.url, join(process.cwd(), 'any.js')]) {
    try {
      return dirname(createRequire(from).resolve(`${name}/package.json`))
    } catch {
      // not installed there
    }
  }
  return undefined
}
