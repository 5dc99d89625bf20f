/** JSON for files: as `JSON.parse` reads it, but repeated keys are refused. */

/** A string, or one of the marks that open, close and separate: enough to find keys in valid JSON. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:,]/g

/** Deepest nesting accepted. Our own files need 3; code that walks a value recursively stays safe. */
const MAX_DEPTH = 32

/**
 * Refuses valid JSON with an object that repeats a key: `JSON.parse` silently keeps the last one and other
 * readers the first, so the same file would mean two things.
 */
function checkKeys(text: string): void {
  /** The keys seen in each open object; undefined for an open array. */
  const open: (Set<string> | undefined)[] = []
  let previous = ''
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{' || token === '[') {
      if (open.push(token === '{' ? new Set() : undefined) > MAX_DEPTH) {
        throw new SyntaxError(`nested deeper than ${MAX_DEPTH}`)
      }
    } else if (token === '}' || token === ']') open.pop()
    else if (token === ':') {
      // Unescaped first: "A" and "\u0041" are the same key.
      const key: string = JSON.parse(previous)
      const keys = open.at(-1)
      if (keys?.has(key)) throw new SyntaxError(`key ${JSON.stringify(key)} is repeated`)
      keys?.add(key)
    }
    previous = token
  }
}

/**
 * `JSON.parse` that refuses repeated keys and absurd nesting.
 *
 * @throws {SyntaxError} saying what is wrong
 */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text)
  checkKeys(text)
  return value
}

/** Whether `value` is a JSON object: neither null nor an array. */
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
