/** Where and when figures were taken. */
import { availableParallelism, cpus, loadavg } from 'node:os'

export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly platform: string
  readonly engine: string
  /** Processes that were running or waiting over the last minute: what else the machine was busy with. */
  readonly load: number
  readonly date: string
}

export function thisMachine(): Machine {
  const { node, v8 } = process.versions
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown processor',
    cores: availableParallelism(),
    platform: `${process.platform} ${process.arch}`,
    engine: `Node ${node}, V8 ${v8}`,
    load: loadavg()[0]!,
    date: new Date().toISOString().slice(0, 16).replace('T', ' '),
  }
}

export const headline = ({ cpu, cores, platform, engine, load, date }: Machine): string =>
  `# ${cpu}, ${cores} cores, ${platform}; ${engine}; ${date} UTC; load ${load.toFixed(1)}`
