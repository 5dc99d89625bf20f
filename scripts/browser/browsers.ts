/** The installed browsers, headless, driven by puppeteer-core, and kept from asking anything outside this machine. */
import { existsSync } from 'node:fs'
import puppeteer, { type Browser, type Page } from 'puppeteer-core'

export const browserNames = ['chromium', 'firefox'] as const
export type BrowserName = (typeof browserNames)[number]

/** Where Debian (and most other systems) put them; an environment variable CHROMIUM or FIREFOX comes first. */
const places: Record<BrowserName, readonly string[]> = {
  chromium: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'],
  firefox: ['/usr/bin/firefox-esr', '/usr/bin/firefox'],
}

/** The path of a browser's executable, or `undefined` where it is not installed. */
export function findBrowser(name: BrowserName): string | undefined {
  const named = process.env[name.toUpperCase()]
  return [...(named ? [named] : []), ...places[name]].find((path) => existsSync(path))
}

/**
 * Whether tests in this browser are to be skipped: it is not installed. In CI nothing is skipped, so that a missing
 * browser shows as a failure of `launch`.
 */
export function lacks(name: BrowserName): boolean {
  return !process.env.CI && findBrowser(name) === undefined
}

/** Starts a browser with an empty profile of its own (made and removed by puppeteer). */
export async function launch(name: BrowserName): Promise<Browser> {
  const executablePath = findBrowser(name)
  if (executablePath === undefined) throw new Error(`${name} is not installed (apt-get install ${name})`)
  return name === 'chromium'
    ? puppeteer.launch({
        executablePath,
        args: [
          // Root in a container has no user namespaces for Chromium's sandbox; the pages are our own.
          '--no-sandbox',
          '--disable-gpu',
          '--disable-quic',
          '--no-first-run',
          '--disable-background-networking',
          '--disable-component-update',
          '--disable-sync',
          // No name is looked up and no other address is asked, whatever a flag above may miss.
          '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
        ],
      })
    : puppeteer.launch({
        browser: 'firefox',
        executablePath,
        extraPrefsFirefox: {
          // A proxy that is not there for all but this machine: nothing goes outside.
          'network.proxy.type': 1,
          'network.proxy.http': '127.0.0.1',
          'network.proxy.http_port': 9,
          'network.proxy.ssl': '127.0.0.1',
          'network.proxy.ssl_port': 9,
          'network.proxy.no_proxies_on': '127.0.0.1, localhost',
        },
      })
}

/** A page with an ear on everything that goes wrong in it. */
export interface Tab {
  readonly page: Page
  /** Lines of `console.log`. */
  readonly log: readonly string[]
  /** Console errors and warnings, uncaught exceptions, failed requests and answers of 400 and up. */
  readonly complaints: readonly string[]
}

/** Opens `url` in a new tab and waits until it is loaded. */
export async function open(browser: Browser, url: string): Promise<Tab> {
  const page = await browser.newPage()
  const log: string[] = []
  const complaints: string[] = []
  page.on('console', (message) => {
    const type = message.type()
    if (type === 'log') log.push(message.text())
    else if (type === 'error' || type === 'warn') complaints.push(`console.${type}: ${message.text()}`)
  })
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error}`))
  page.on('requestfailed', (request) => complaints.push(`${request.url()}: ${request.failure()?.errorText}`))
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.url()}: ${response.status()}`)
  })
  await page.goto(url)
  return { page, log, complaints }
}
