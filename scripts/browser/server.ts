/** A static server on 127.0.0.1 for the browser tests, with the Content-Security-Policy of a careful site. */
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { gzipSync } from 'node:zlib'

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

/** A page of a server: its modules and the bare names they may import. */
export interface Page {
  /** URL of the module script. */
  readonly script: string
  /** Bare specifier → URL. */
  readonly imports?: Record<string, string>
  /** Whether the policy lets WebAssembly compile; default true. */
  readonly wasm?: boolean
}

/** What a server serves, by URL path. */
export interface Site {
  /** HTML pages: `/name` → page. */
  readonly pages: Record<string, Page>
  /** Folders: URL prefix that begins and ends with `/` → absolute folder. */
  readonly folders: Record<string, string>
  /** Bytes in memory. */
  readonly bytes?: Record<string, Uint8Array>
  /** Whether what folders and memory hold is sent gzipped, as most hosts do; default false. */
  readonly gzip?: boolean
}

export interface Server {
  /** `http://127.0.0.1:port`, without a slash at the end. */
  readonly origin: string
  close(): Promise<void>
}

/** Serves `site` on a free port until closed. Unknown paths are 404, except the icon that all browsers ask for. */
export async function serve(site: Site): Promise<Server> {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname)
    const page = site.pages[path]
    if (path === '/favicon.ico') {
      response.writeHead(204).end()
    } else if (page) {
      const nonce = randomBytes(16).toString('base64')
      const wasm = page.wasm === false ? '' : " 'wasm-unsafe-eval'"
      response.setHeader(
        'content-security-policy',
        `default-src 'self'; script-src 'self'${wasm} 'nonce-${nonce}'`,
      )
      response.writeHead(200, { 'content-type': types['.html'] }).end(html(page, nonce))
    } else {
      const content = site.bytes?.[path] ?? (await fromFolder(site.folders, path))
      if (content === undefined) response.writeHead(404).end()
      else {
        const type = types[extname(path.endsWith('/') ? 'index.html' : path)] ?? 'application/octet-stream'
        if (site.gzip) response.setHeader('content-encoding', 'gzip')
        response
          .writeHead(200, { 'content-type': type, 'x-content-type-options': 'nosniff' })
          .end(site.gzip ? gzipSync(content) : content)
      }
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** The page itself: an import map (allowed by its nonce, being inline) and one module script. */
function html({ script, imports = {} }: Page, nonce: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>lenet1989</title>
<script type="importmap" nonce="${nonce}">${JSON.stringify({ imports })}</script>
<script type="module" src="${script}"></script>
`
}

async function fromFolder(folders: Site['folders'], path: string): Promise<Buffer | undefined> {
  const prefix = Object.keys(folders).find((prefix) => path.startsWith(prefix))
  if (prefix === undefined) return undefined
  const inside = normalize(path.slice(prefix.length) || 'index.html')
  if (inside.startsWith('..')) return undefined
  return readFile(join(folders[prefix], inside)).catch(() => undefined)
}
