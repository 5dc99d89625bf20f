/** `lenet1989 worker`: makes the runs of sweeps that wait in a queue, together with workers on other machines. */
import { connect, PASSWORD_VARIABLE } from '../../queue/connect.js'
import { QueueWorker } from '../../queue/worker.js'
import type { WorkerEvent } from '../../queue/worker-options.js'
import { type AddCommand, type Context, examples } from '../command.js'
import { loadDigits } from '../input/digits.js'
import { positiveNumber, withWorkers } from '../input/options.js'
import { wasmSha256 } from '../output/wasm-digest.js'
import { duration, oneLine } from '../terminal/format.js'

interface WorkerCommandOptions {
  readonly queue: string
  readonly workers: number
  readonly data: string
  readonly idleExit?: number
  readonly lease: number
  readonly checkpointEvery: number
}

export const addWorker: AddCommand = (program, context) => {
  const command = program
    .command('worker')
    .summary('make runs of sweeps that wait in a queue')
    .description(
      'Takes runs from a queue that `sweep --queue` fills, on as many machines as there are. It takes part in every sweep whose ' +
        'wasm modules and digits are those at hand, by their SHA-256, and says which ones it has to leave to others. Ctrl-C and SIGTERM ' +
        'save the runs in hand and put them back; killed outright, it loses at most what it has trained since the last checkpoint. ' +
        `The password may also stand in the variable ${PASSWORD_VARIABLE}.`,
    )
    .requiredOption(
      '--queue <url>',
      'redis://HOST:6379, or rediss:// for TLS; user:password@ before the host',
    )
    .option('--data <mnist|DIR>', 'MNIST, or a folder with the digits of the sweep', 'mnist')
    .option('--idle-exit <s>', 'end after so many seconds without anything to do', positiveNumber)
    .option(
      '--lease <s>',
      'seconds after which the runs of a worker that is silent go to others',
      positiveNumber,
      90,
    )
    .option('--checkpoint-every <s>', 'seconds between two checkpoints of a run', positiveNumber, 30)
  withWorkers(command)
    .addHelpText(
      'after',
      examples([
        ['worker --queue redis://10.0.0.5', 'join from this machine, with all its processors'],
        ['worker --queue redis://10.0.0.5 --idle-exit 60', 'and leave when all is done'],
      ]),
    )
    .action((options: WorkerCommandOptions) => work(options, context))
}

async function work(options: WorkerCommandOptions, context: Context): Promise<void> {
  const { terminal, signal } = context
  const { workers, data, idleExit, lease, checkpointEvery } = options
  const connection = await connect(options.queue, (text) => terminal.note(oneLine(text)))
  try {
    const worker = new QueueWorker(connection, {
      threads: workers,
      wasmSha256: wasmSha256(),
      loadDigits: ({ train, test, dataSeed }) => loadDigits({ data, train, test, dataSeed }, context),
      signal,
      lease,
      saveSeconds: checkpointEvery,
      idleExit,
      onEvent: (event) => show(event, context),
    })
    terminal.print(`# ${worker.by}: ${workers} side by side, ${connection.host}`)
    await worker.work()
  } finally {
    connection.close()
  }
  signal.throwIfAborted()
}

function show(event: WorkerEvent, { terminal }: Context): void {
  if (event.what === 'joined') terminal.print(`# joined ${event.sweep}`)
  else if (event.what === 'finished') {
    const { name, seed, trainSeconds, sha256 } = event.run
    terminal.print(oneLine(`${event.sweep}: ${name}, seed ${seed}: ${duration(trainSeconds)}, ${sha256}`))
  } else terminal.note(oneLine(trouble(event)))
}

function trouble(event: Exclude<WorkerEvent, { what: 'joined' | 'finished' }>): string {
  switch (event.what) {
    case 'trouble':
      return event.why
    case 'refused':
      return `${event.sweep} is left to others: ${event.why}`
    case 'failed':
      return `${event.sweep}: ${event.run}: ${event.why}`
    case 'returned':
      return `${event.sweep}: ${event.run}: saved and put back`
    case 'lost':
      return `${event.sweep}: ${event.run}: in other hands by now`
  }
}
