/** Where a thread of the pool begins: tsx's hooks do not reach into threads by themselves. */
import { tsImport } from 'tsx/esm/api'

const { default: work } = await tsImport('./worker.ts', import.meta.url)

export default work
