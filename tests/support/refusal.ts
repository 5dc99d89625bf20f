import * as assert from 'uvu/assert'
import { type ErrorCode, LenetError } from '../../src/model/errors.js'

/** Expects `run` to throw, at once or later, a LenetError with this code and message; returns it. */
export async function refuses(run: () => unknown, code: ErrorCode, message: RegExp): Promise<LenetError> {
  let outcome: unknown
  try {
    outcome = await run()
  } catch (error) {
    if (!(error instanceof LenetError)) throw error
    assert.is(error.code, code, `${error.code}, not ${code}: ${error.message}`)
    assert.match(error.message, message)
    assert.not.match(error.message, /\n/, 'the message is one line')
    return error
  }
  throw new Error(`expected ${code}, got ${String(outcome)}`)
}
