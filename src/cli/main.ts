#!/usr/bin/env node
import { runProgram } from './program.js'
/** The command `lenet1989`. */
import { interruptSignal } from './terminal/interrupt.js'
import { Terminal } from './terminal/terminal.js'

// The exit code is set, not forced: output that is still on its way arrives.
runProgram(process.argv.slice(2), { terminal: new Terminal(), signal: interruptSignal() }).then((code) => {
  process.exitCode = code
})
