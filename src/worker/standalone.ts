/**
 * A worker's whole script: `lenet1989/worker/standalone`. The build bundles this file with everything it imports, since the import map of a page
 * does not reach its workers.
 *
 * @module
 */
import { serve } from './server.js'

serve()
