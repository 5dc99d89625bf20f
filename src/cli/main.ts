#!/usr/bin/env node
import { runProgram } from './program.js'
/** The command `lenet1989`. */
import { interruptSignal } from './terminal/interrupt.js'
import { Terminal } from './terminal/terminal.js'

// set, not forced: pending output is still written
runProgram(process.argv.slice(2), { terminal: new Terminal(), signal: interruptSignal() }).then((code) => {
  process.exitCode = code
})
