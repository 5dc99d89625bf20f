/**
 * Module hook of the test processes: `import … from 'uvu'` in a test file gets guard.ts, which wraps uvu and
 * keeps the books that uvu does not. Test files stay plain uvu files and run without it too.
 */
const guard = new URL('./guard.ts', import.meta.url).href

export function resolve(specifier, context, next) {
  const meant = specifier === 'uvu' && context.parentURL !== guard ? guard : specifier
  return next(meant, context)
}
