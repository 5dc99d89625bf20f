/**
 * The charts' library, Observable Plot, and the document it draws in: both are optional for users of this package, and are loaded when a report
 * is to be written.
 */
import type * as Plot from '@observablehq/plot'
import { LenetError } from '../model/errors.js'

/** What draws. */
export interface Charts {
  readonly plot: typeof Plot
  /** A chart as inline SVG. */
  draw(options: Plot.PlotOptions): string
}

/** The packages, as npm knows them. */
export const chartPackages = ['@observablehq/plot', 'linkedom'] as const

/**
 * Loads the library, next to this package.
 *
 * @throws {LenetError} ERR_FILE, saying what to install, where it is not there
 */
export async function loadCharts(): Promise<Charts> {
  try {
    const [plot, { parseHTML }] = await Promise.all([import('@observablehq/plot'), import('linkedom')])
    const { document } = parseHTML('<!doctype html><html><body></body></html>')
    // HTML needs no namespaces, and without them no address is left in the page.
    const draw = (options: Plot.PlotOptions): string =>
      plot
        .plot({ document: document as unknown as Document, ...options })
        .outerHTML.replace(/ xmlns(:\w+)?="[^"]*"/g, '')
    return { plot, draw }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw cause
    throw new LenetError(
      'ERR_FILE',
      `the report needs two packages more: npm install ${chartPackages.join(' ')}`,
      { cause },
    )
  }
}
