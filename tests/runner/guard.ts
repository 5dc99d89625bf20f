/**
 * uvu with a witness. uvu 0.5.6 loses some failures: a test or hook that throws something that is not an Error, a
 * `before` hook that throws, a suite whose `run()` is forgotten; in each case the process exits 0. Here every
 * registration is counted, every odd throw becomes an Error, every failing hook is noted, and when the process
 * ends the account goes to run.ts over file descriptor 3.
 */
import { writeSync } from 'node:fs'
import { inspect } from 'node:util'
import * as uvu from 'uvu'

/** What a test process tells its runner: what uvu's own summary is held against. */
export interface Account {
  /** Titles of all suites. */
  suites: string[]
  /** Tests registered in all, those skipped or set aside by `only` included. */
  registered: number
  /** Names of the tests registered with `skip`. */
  skipped: string[]
  /** How many tests were registered with `only`, which silences all others of their suite. */
  only: number
  /** Failures of hooks, which uvu swallows. */
  hookFailures: string[]
}

const account: Account = { suites: [], registered: 0, skipped: [], only: 0, hookFailures: [] }

process.on('exit', () => {
  // The descriptor is missing when a test file is run by hand with the hooks on.
  if (process.env.LENET_TEST_ACCOUNT) writeSync(3, JSON.stringify(account))
})

/** Runs a test or hook so that whatever it throws arrives as an Error, which is all that uvu can print. */
function throwingErrors<T>(callback: uvu.Callback<T>, onError?: (error: Error) => void): uvu.Callback<T> {
  return async (context) => {
    try {
      await callback(context)
    } catch (thrown) {
      const error =
        thrown instanceof Error ? thrown : new Error(`threw what is not an Error: ${inspect(thrown)}`)
      onError?.(error)
      throw error
    }
  }
}

function guarded<T>(inner: uvu.Test<T>, title: string): uvu.Test<T> {
  account.suites.push(title)
  const hook = (kind: string, add: (callback: uvu.Callback<T>) => void) => (callback: uvu.Callback<T>) =>
    add(
      throwingErrors(callback, (error) => {
        account.hookFailures.push(`${kind} hook of "${title}": ${error.stack}`)
      }),
    )
  const outer = (name: string, callback: uvu.Callback<T>) => {
    account.registered++
    inner(name, throwingErrors(callback))
  }
  return Object.assign(outer, {
    only(name: string, callback: uvu.Callback<T>) {
      account.registered++
      account.only++
      inner.only(name, throwingErrors(callback))
    },
    skip(name = 'a test without a name') {
      account.registered++
      account.skipped.push(name)
      inner.skip()
    },
    before: Object.assign(hook('before', inner.before), { each: hook('before.each', inner.before.each) }),
    after: Object.assign(hook('after', inner.after), { each: hook('after.each', inner.after.each) }),
    run: () => inner.run(),
  })
}

export function suite<T = Record<string, unknown>>(title = '', context?: T): uvu.Test<T> {
  return guarded(uvu.suite(title, context), title)
}

export const test = guarded(uvu.test, '')
