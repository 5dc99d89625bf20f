/** The examples of README.md and of pages in docs/, as a reader would copy them. */
import { readFileSync } from 'node:fs'
import { transformSync } from 'esbuild'

export interface Example {
  /** The code as JavaScript. */
  readonly code: string
  /** The lines of the block that follows it, which shows what it prints; a line `…` stands for some left out. */
  readonly shown: readonly string[]
}

export interface Block {
  readonly language: string
  readonly text: string
}

/** The fenced blocks of a page. */
export function blocksOf(page: string): Block[] {
  const markdown = readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8')
  return [...markdown.matchAll(/^```(\w*)[^\n]*\n(.*?)^```$/gms)].map(([, language, text]) => ({
    language: language!,
    text: text!,
  }))
}

/** The first TypeScript or JavaScript block of a page that imports the library and for which `wanted` holds. */
export function readmeExample(wanted: (code: string) => boolean, page = 'README.md'): Example {
  const blocks = blocksOf(page)
  const index = blocks.findIndex(
    ({ language, text }) =>
      /^(ts|js|typescript|javascript)$/.test(language) && /from 'lenet1989/.test(text) && wanted(text),
  )
  if (index < 0) throw new Error(`${page}: no such example`)
  const next = blocks[index + 1]
  return {
    code: transformSync(blocks[index].text, { loader: 'ts' }).code,
    shown: next && /^(text|console)?$/.test(next.language) ? next.text.trimEnd().split('\n') : [],
  }
}

/** Whether `lines` are what the README shows: the same lines, any number of them where it has `…`. */
export function isAsShown(lines: readonly string[], shown: readonly string[]): boolean {
  const literal = (line: string) => line.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const pattern = shown.map((line) => (line.trim() === '…' ? '(?:.*\n)*' : `${literal(line)}\n`)).join('')
  return new RegExp(`^${pattern}$`).test(`${lines.join('\n')}\n`)
}
