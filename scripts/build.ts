/**
 * Builds everything: assembly/ → build/*.wasm by asc, the shipped modules as base64 into src/, and src/ → dist/ by tsc. A step whose inputs and outputs are
 * those of the last build is left out (`build/stamp.ts`); what is compiled is said in `build/targets.ts`.
 */
import { join } from 'node:path'
import { buildModules } from './build/modules.js'
import { buildPackage } from './build/package.js'
import { targets } from './build/targets.js'

const root = join(import.meta.dirname, '..')

const built = buildModules(root, targets)
const inPackage = [...built].filter(([name]) => targets[name]?.inline).map(([, promise]) => promise)
const inDist = Promise.all(inPackage).then(() => buildPackage(root, targets))

// a step that fails does not stop the others: what they have built is kept
const failures = new Set<unknown>()
for (const step of await Promise.allSettled([...built.values(), inDist]))
  if (step.status === 'rejected') failures.add(step.reason)
for (const reason of failures) console.error(`build: ${reason instanceof Error ? reason.message : reason}`)
process.exitCode = failures.size > 0 ? 1 : 0
