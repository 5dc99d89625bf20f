/** Reads a run from a line of JSON, as strictly as it was written. */

import { isObject, parseJson } from '../formats/json.js'
import { isSeed } from '../model/config.js'
import { LenetError } from '../model/errors.js'
import type { Curves, RunResult } from './run.js'

type Check = (value: unknown) => boolean

const count: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0
const finite: Check = (value) => Number.isFinite(value)
const digit: Check = (value) => count(value) && (value as number) <= 9
const list =
  (item: Check, length?: number): Check =>
  (value) =>
    Array.isArray(value) && (length === undefined || value.length === length) && value.every(item)

const curves: Record<keyof Curves, Check> = {
  trainLoss: list(finite),
  trainMisses: list(count),
  testLoss: list(finite),
  testMisses: list(count),
}

/** Whether a value is the curves of some passes, with a point in each curve for each pass. */
export function isCurves(value: unknown): value is Curves {
  if (!isObject(value) || !hasExactly(value, curves)) return false
  const lengths = Object.values(value).map((curve) => (curve as unknown[]).length)
  return lengths.every((length) => length === lengths[0])
}

const checks: Record<keyof RunResult, Check> = {
  name: (value) => typeof value === 'string',
  seed: isSeed,
  steps: count,
  trainSeconds: (value) => finite(value) && (value as number) >= 0,
  sha256: (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value),
  curves: (value) => isCurves(value) && value.trainLoss.length > 0,
  confusion: list(count, 100),
  misread: list((pair) => Array.isArray(pair) && pair.length === 2 && count(pair[0]) && digit(pair[1])),
  filters: list(finite, 300),
}

/**
 * @param where what to call the line in messages
 * @throws {LenetError} ERR_FORMAT naming the field
 */
export function parseRun(line: string, where: string): RunResult {
  let value: unknown
  try {
    value = parseJson(line)
  } catch (cause) {
    throw new LenetError('ERR_FORMAT', `${where}: ${(cause as Error).message}`, { cause })
  }
  return checkRun(value, where)
}

/**
 * Makes sure that a value is a run.
 *
 * @throws {LenetError} ERR_FORMAT naming the field
 */
export function checkRun(value: unknown, where: string): RunResult {
  if (!isObject(value)) throw new LenetError('ERR_FORMAT', `${where}: not a run`)
  for (const [field, check] of Object.entries(checks)) {
    if (Object.hasOwn(value, field) && check(value[field])) continue
    throw new LenetError('ERR_FORMAT', `${where}: not a run: ${field} is missing or invalid`)
  }
  return value as unknown as RunResult
}

/** Whether an object has these fields, each as its check says. */
const hasExactly = (value: Record<string, unknown>, fields: Record<string, Check>): boolean =>
  Object.keys(value).length === Object.keys(fields).length &&
  Object.entries(fields).every(([field, check]) => Object.hasOwn(value, field) && check(value[field]))
