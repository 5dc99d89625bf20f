/** The page's Content-Security-Policy: a header of the dev and preview servers, a meta tag in the build. */
import type { Plugin } from 'vite'

const directives: Readonly<Record<string, string>> = {
  'default-src': "'none'",
  'script-src': "'self' 'wasm-unsafe-eval'",
  'worker-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' blob:",
  'font-src': "'self'",
  'connect-src': "'self'",
  'manifest-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
}

const text = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ')

/** Only in development do style sheets come as inline elements, and changes by a socket. */
export const policyHeader = (mode: 'serve' | 'preview') => ({
  'Content-Security-Policy': text(
    mode === 'preview'
      ? directives
      : { ...directives, 'style-src': "'self' 'unsafe-inline'", 'connect-src': "'self' ws:" },
  ),
})

export function policy(): Plugin {
  return {
    name: 'policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: text(directives) },
        injectTo: 'head-prepend',
      },
    ],
  }
}
