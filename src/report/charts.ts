/**
 * The chart library, Observable Plot, and the document that it draws in. Both are optional for users of this package and are loaded only
 * for a report.
 */
import type * as Plot from '@observablehq/plot'
import { LenetError } from '../model/errors.js'

/** The drawing library. */
export interface Charts {
  readonly plot: typeof Plot
  /** A chart as inline SVG. */
  draw(options: Plot.PlotOptions): string
}

/** The packages' names on npm. */
export const chartPackages = ['@observablehq/plot', 'linkedom'] as const

/**
 * Loads the library, installed next to this package.
 *
 * @throws {LenetError} ERR_FILE, naming the packages to install, if it is missing
 */
export async function loadCharts(): Promise<Charts> {
  try {
    const [plot, { parseHTML }] = await Promise.all([import('@observablehq/plot'), import('linkedom')])
    const { document } = parseHTML('<!doctype html><html><body></body></html>')
    // HTML needs no namespaces, and without them the page contains no address; a chart is one picture, whose groups have no names of their own
    const draw = (options: Plot.PlotOptions): string =>
      plot
        .plot({ document: document as unknown as Document, ...options })
        .outerHTML.replace(/ xmlns(:\w+)?="[^"]*"/g, '')
        .replace(/(<g\b[^>]*?) aria-label=/g, '$1 data-mark=')
        .replace('<svg ', '<svg role="img" ')
    return { plot, draw }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw cause
    throw new LenetError(
      'ERR_FILE',
      `the report needs two more packages: npm install ${chartPackages.join(' ')}`,
      { cause },
    )
  }
}
