/** The program around the commands: its options, its errors and its exit codes. */
import { inspect } from 'node:util'
import { Command, CommanderError, InvalidArgumentError, type Option } from 'commander'
import { LenetError } from '../model/errors.js'
import { VERSION } from '../model/version.js'
import { type AddCommand, type Context, examples } from './command.js'
import { addConvert } from './commands/convert.js'
import { addEvaluate } from './commands/evaluate.js'
import { addExport } from './commands/export.js'
import { addGradcheck } from './commands/gradcheck.js'
import { addInfo } from './commands/info.js'
import { addPredict } from './commands/predict.js'
import { addRecipes } from './commands/recipes.js'
import { addReproduce } from './commands/reproduce.js'
import { addSweep } from './commands/sweep.js'
import { addTrain } from './commands/train.js'
import { addWorker } from './commands/worker.js'
import { oneLine } from './terminal/format.js'
import { Interruption } from './terminal/interrupt.js'

/** In the order of the help. */
const commands: readonly AddCommand[] = [
  addTrain,
  addEvaluate,
  addPredict,
  addConvert,
  addExport,
  addRecipes,
  addSweep,
  addWorker,
  addReproduce,
  addGradcheck,
  addInfo,
]

const EXIT_OK = 0
/** A valid request failed. */
const EXIT_FAILED = 1
/** The request was invalid: an unknown option, a value out of range. */
const EXIT_USAGE = 2

/**
 * Runs a command line to its end and reports what went wrong, if anything.
 *
 * @param args the words after the program's name
 * @returns the exit code: 0, 1 or 2 as above; 128 plus the signal's number if it was stopped
 */
export async function runProgram(args: readonly string[], context: Context): Promise<number> {
  const { terminal, signal } = context
  let code = EXIT_OK
  try {
    const made = program(context)
    checkHelp(made, args)
    // as many programs have it
    await made.parseAsync(args[0] === '-v' ? ['--version'] : args, { from: 'user' })
  } catch (error) {
    code = report(error, context)
  }
  terminal.progress.clear()
  await terminal.flush()
  // A short command never checks the signal: a closed pipe or a full disk shows here.
  return code === EXIT_OK && signal.aborted ? report(signal.reason, context) : code
}

function program(context: Context): Command {
  const { terminal } = context
  const program = new Command('lenet1989')
    .description(
      'The convolutional network of 1989 that learned to read zip codes, trained from scratch in WebAssembly.',
    )
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .addHelpText(
      'after',
      examples([
        ['train', 'the experiment of 1989: 23 passes (epochs) over 7,291 digits'],
        ['train --recipe modern --save m.safetensors', 'train the modern network and save its weights'],
        ['help train', 'all options of a command'],
      ]),
    )
    // errors reach runProgram, which knows the exit codes; Commander only writes its message, as one line
    .exitOverride()
    .configureOutput({ outputError: (text) => terminal.fail(oneLine(text.trim().replace(/^error: /, ''))) })
  for (const add of commands) add(program, context)
  for (const command of program.commands) for (const option of command.options) refuseOptionsAsValues(option)
  return program
}

/** Commander prints the whole help for a command that does not exist, as if nothing were wrong. */
function checkHelp(program: Command, [first, command]: readonly string[]): void {
  if (first !== 'help' || command === undefined || command === 'help' || command.startsWith('-')) return
  const names = program.commands.map((each) => each.name())
  if (!names.includes(command))
    throw new LenetError(
      'ERR_CONFIG',
      `help ${command}: no such command; the commands are ${names.join(', ')}`,
    )
}

/** Makes `--checkpoint --resume` an error, where Commander would train into a file called --resume. */
function refuseOptionsAsValues(option: Option): void {
  const parse = option.parseArg
  if (!option.required || (option.variadic && parse === undefined)) return
  option.parseArg = <T>(value: string, previous: T): T => {
    if (value.startsWith('--'))
      throw new InvalidArgumentError(`That is an option; a file of that name is ./${value}.`)
    return parse === undefined ? (value as T) : (parse(value, previous as never) as T)
  }
}

/** Reports what went wrong, as one line, and returns the exit code for it. */
function report(error: unknown, { terminal }: Context): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_OK : EXIT_USAGE
  // the user stopped it; the command has already reported
  if (error instanceof Interruption) return error.exitCode
  if (!(error instanceof LenetError)) {
    // unforeseen, so a bug of ours: a report of it needs all details
    terminal.fail(`unexpected: ${inspect(error)}`)
    return EXIT_FAILED
  }
  terminal.fail(oneLine(error.message))
  if (debugging(process.env.DEBUG)) terminal.note(inspect(error))
  return error.code === 'ERR_CONFIG' || error.code === 'ERR_COUNT' ? EXIT_USAGE : EXIT_FAILED
}

/** Whether the variable DEBUG (names separated by commas) asks for stack traces. */
const debugging = (names = ''): boolean =>
  names.split(/[\s,]+/).some((name) => name === 'lenet1989' || name === '*')
