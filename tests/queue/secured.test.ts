/** A Redis that trusts nobody: users with the rights that docs/scaling.md lists and no others, and TLS with a certificate of one's own. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { idxFolder, lines, run, scratch, start } from '../support/cli.js'
import { timeless } from '../support/queue.js'
import { freePort, lacksRedis, RedisServer } from '../support/redis.js'

const test = suite('queue: users and TLS')
const folder = scratch()
const data = idxFolder(folder)
const sweep = ['sweep', '--data', data, '--train', '200', '--test', '100', '--passes', '1', '--no-report']
const at = (name: string) => join(folder, name)

/** The rights as the document gives them. */
const documented = /`user (lenet1989 on >password [^`]+)`/.exec(
  readFileSync(fileURLToPath(new URL('../../docs/scaling.md', import.meta.url)), 'utf8'),
)![1]!
/** The arguments of `ACL SETUSER`. */
const USERS = [
  documented.split(' '),
  ['keyless', 'on', '>password', '~other:*', '+@all'],
  ['reader', 'on', '>password', '~lenet1989:*', '+@read', '+@connection', '+info'],
]
const openssl = spawnSync('openssl', ['version']).status === 0

let redis: RedisServer
let tlsPort: number
test.before(async () => {
  tlsPort = await freePort()
  if (openssl) {
    const named = ['-subj', '/CN=test', '-addext', 'subjectAltName=IP:127.0.0.1']
    const key = [
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-keyout',
      at('key.pem'),
    ]
    const made = spawnSync('openssl', [
      'req',
      '-x509',
      ...key,
      '-out',
      at('cert.pem'),
      '-days',
      '30',
      ...named,
    ])
    assert.is(made.status, 0, String(made.stderr))
  }
  const files = [
    '--tls-cert-file',
    at('cert.pem'),
    '--tls-key-file',
    at('key.pem'),
    '--tls-auth-clients',
    'no',
  ]
  redis = await RedisServer.start(
    openssl ? ['--tls-port', String(tlsPort), ...files, '--tls-ca-cert-file', at('cert.pem')] : [],
  )
  await redis.ask(async (client) => {
    for (const [name, ...rights] of USERS) await client.acl('SETUSER', name!, ...rights)
    await client.acl('SETUSER', 'default', 'off')
  })
})
test.after(() => redis?.kill())

const url = (user: string) => `redis://${user}@127.0.0.1:${redis.port}`

/** A whole sweep: put in, made by a worker, collected. */
async function sweepsThrough(address: string, name: string, env: Record<string, string> = {}): Promise<void> {
  const alone = at('alone.jsonl')
  if (!existsSync(alone)) await run([...sweep, '--seeds', '1..3', '--out', alone])
  const worker = start(['worker', '--queue', address, '--data', data, '--workers', '1'], env)
  try {
    const put = await run([...sweep, '--seeds', '1..3', '--queue', address, '--name', name, '--detach'], env)
    assert.equal([put.code, put.stderr], [0, ''])
    const out = at(`${name}.jsonl`)
    const attach = [
      'sweep',
      '--data',
      data,
      '--queue',
      address,
      '--attach',
      name,
      '--no-report',
      '--out',
      out,
    ]
    const made = await run(attach, env)
    assert.equal([made.code, made.stderr], [0, ''])
    assert.equal(timeless(out), timeless(alone))
    const gone = await run([...sweep, '--seeds', '4', '--queue', address, '--name', 'gone', '--detach'], env)
    assert.is(gone.code, 0, gone.stderr)
    const cancelled = await run(['sweep', '--queue', address, '--cancel', 'gone'], env)
    assert.is(cancelled.code, 0, cancelled.stderr)
  } finally {
    worker.child.kill('SIGTERM')
    const { code, stderr } = await worker.result
    assert.equal([code, stderr], [143, ''])
  }
}

async function refused(address: string, message: RegExp, env: Record<string, string> = {}): Promise<void> {
  for (const args of [
    [...sweep, '--seeds', '1', '--queue', address, '--detach'],
    ['worker', '--queue', address, '--data', data],
  ]) {
    const { code, stderr } = await run(args, env)
    assert.is(code, 1, stderr)
    assert.match(lines(stderr).at(-1)!, message)
    assert.not.match(stderr, /unexpected/)
  }
}

test('a user with the documented rights sweeps, works, collects and cancels', () =>
  sweepsThrough(url('lenet1989'), 'acl', { LENET1989_QUEUE_PASSWORD: 'password' }))

test('without a password, with a wrong one, or without rights: the reason, and what to do', async () => {
  await refused(url('lenet1989').replace('lenet1989@', ''), /NOAUTH.*LENET1989_QUEUE_PASSWORD$/)
  await refused(url('lenet1989:wrong'), /cannot connect: WRONGPASS/)
  await refused(url('keyless:password'), /NOPERM.*docs\/scaling\.md lists the rights/)
  await refused(url('reader:password'), /NOPERM.*docs\/scaling\.md lists the rights/)
})

const withTls = openssl ? test : test.skip
withTls('TLS: refused with the variable to set, and a whole sweep once it is set', async () => {
  const address = `rediss://lenet1989@127.0.0.1:${tlsPort}`
  const password = { LENET1989_QUEUE_PASSWORD: 'password' }
  await refused(address, /self-signed certificate; set NODE_EXTRA_CA_CERTS to a file/, password)
  await sweepsThrough(address, 'tls', { ...password, NODE_EXTRA_CA_CERTS: at('cert.pem') })
})

const lacking = lacksRedis()
if (lacking === undefined) test.run()
else {
  const none = suite('queue: users and TLS')
  none.skip(lacking)
  none.run()
}
