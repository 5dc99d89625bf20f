/** A suite of tests in one browser, with a server for all of them. */
import type { Browser } from 'puppeteer-core'
import { suite } from 'uvu'
import { type BrowserName, lacks, launch } from '../../scripts/browser/browsers.js'
import type { Server } from '../../scripts/browser/server.js'

export interface BrowserSuite {
  readonly test: (what: string, run: () => Promise<void>) => void
  /** To be called after the last test. */
  readonly run: () => void
}

/**
 * @param start the server
 * @param ready opens what the tests need, before the first of them
 * @returns tests that are skipped if the browser is not installed
 */
export function browserSuite(
  what: string,
  name: BrowserName,
  start: () => Promise<Server>,
  ready: (browser: Browser, server: Server) => void | Promise<void>,
): BrowserSuite {
  const tests = suite(what)
  let server: Server | undefined
  let browser: Browser | undefined
  tests.before(async () => {
    if (lacks(name)) return
    server = await start()
    browser = await launch(name)
    await ready(browser, server)
  })
  tests.after(async () => {
    await browser?.close()
    await server?.close()
  })
  return {
    test: lacks(name)
      ? (test) => tests.skip(`${test} (${name} is not installed)`)
      : (test, run) => tests(test, run),
    run: () => tests.run(),
  }
}
