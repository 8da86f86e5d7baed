/** openssl in the learner's shell: the lines of the usual tutorials. */
import { expect, test } from '@jest/globals'
import { opensslCommand } from '../../src/cli/openssl.ts'
import { Random } from '../../src/random.ts'
import { createAuthority } from '../../src/server/pki/authority.ts'
import { MemoryFiles } from '../../src/shell/files.ts'

const now = Date.UTC(2026, 10, 22)

function shell(seed = 's') {
  const random = new Random(seed)
  const openssl = opensslCommand(
    (length) => random.bytes(length),
    () => now,
  )
  const files = new MemoryFiles({ now: () => now })
  files.mkdir('/home')
  const read = (name: string) => new TextDecoder().decode(files.read(`/home/${name}`))
  const run = async (line: string, stdin = '') => {
    let output = ''
    const say = (text: string) => void (output += text)
    const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
    const terminal = { stdin: false, stdout: false, columns: 80 }
    const exitCode = await openssl.run(words, {
      stdout: say,
      stderr: say,
      stdin: async () => stdin,
      terminal,
      env: {},
      cwd: '/home',
      files,
      signal: new AbortController().signal,
    })
    return `${output}${exitCode === 0 ? '' : `? ${exitCode}`}`
  }
  return { run, read, files }
}

const pki = createAuthority({ bytes: (length) => new Uint8Array(length).fill(7), now })

test.each([
  ['RSA', 'genrsa -out k 2048', '-----BEGIN PRIVATE KEY-----'],
  ['RSA', 'genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out k', '-----BEGIN PRIVATE KEY-----'],
  ['ECDSA', 'genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out k', '-----BEGIN PRIVATE KEY-----'],
  ['ECDSA', 'ecparam -name prime256v1 -genkey -noout -out k', '-----BEGIN EC PRIVATE KEY-----'],
  ['Ed25519', 'genpkey -algorithm ed25519 -out k', '-----BEGIN PRIVATE KEY-----'],
])('%s: %s', async (algorithm, line, head) => {
  const { run, read, files } = shell()
  expect(await run(line)).toBe('')
  expect([read('k').split('\n')[0], files.stat('/home/k')?.mode]).toEqual([head, 0o600])
  expect(await run('req -new -key k -subj "/CN=jane/O=dev/O=ops" -out r')).toBe('')
  expect(await run('req -in r -noout -subject -verify')).toBe('subject=CN=jane, O=dev, O=ops\nCertificate request self-signature verify OK\n')
  expect(pki.readRequest(read('r'))).toMatchObject({ keyAlgorithm: algorithm, subject: { commonName: 'jane', organizations: ['dev', 'ops'] } })
})

test('key and request in one line', async () => {
  const { run, read } = shell()
  expect(await run('req -new -newkey rsa:2048 -nodes -keyout k -subj "/CN=web" -addext "subjectAltName = DNS:web.shop.svc, IP:10.0.0.1" -out r')).toBe('')
  expect(pki.readRequest(read('r'))).toMatchObject({ dnsNames: ['web.shop.svc'], ipAddresses: ['10.0.0.1'] })
})

test('the same seed, the same key', async () => {
  const key = (seed: string) => shell(seed).run('genrsa 1024')
  expect(await key('a')).toBe(await key('a'))
  expect(await key('a')).not.toBe(await key('b'))
})

test('what is in a certificate', async () => {
  const { run, read } = shell()
  await run('genpkey -algorithm ed25519 -out k')
  await run('req -new -key k -subj "/CN=jane/O=dev" -out r')
  const certificate = pki.signRequest(read('r'), { usages: ['client auth'], validity: { notBefore: now, notAfter: now + 3_600_000 } })
  expect(await run('x509 -noout -subject -issuer -dates', certificate)).toBe(
    'subject=O=dev, CN=jane\nissuer=CN=kubernetes\nnotBefore=Nov 22 00:00:00 2026 GMT\nnotAfter=Nov 22 01:00:00 2026 GMT\n',
  )
  expect(await run('x509 -noout -text', certificate)).toContain('TLS Web Client Authentication')
  expect(await run('x509', certificate)).toBe(certificate)
})

test('mistakes', async () => {
  const { run, files } = shell()
  files.write('/home/text', 'no key')
  expect([
    await run('req -new -key nope -subj "/CN=jane"'),
    await run('req -new -key text -subj "/CN=jane"'),
    await run('req -new -key text -subj "CN=jane"'),
    await run('x509 -in nope -noout -dates'),
    await run('x509 -noout -dates', 'garbage'),
    await run('req -noout -subject', 'garbage'),
    await run('genrsa 17'),
    await run('genrsa -aes256 -out k'),
    await run('genrsa -out /no/such/folder/k 1024'),
    await run('s_client'),
    await run(''),
  ]).toEqual([
    'Could not open file or uri for loading private key from nope: No such file or directory\n? 1',
    'Could not read private key from text\n? 1',
    "req: subject name is expected to be in the format /type0=value0/type1=value1/type2=... where characters may be escaped by \\. This name is not in that format: 'CN=jane'\n? 1",
    'Could not open file or uri for loading certificate from nope: No such file or directory\n? 1',
    'Unable to load certificate\n? 1',
    'Unable to load X509 request\n? 1',
    'genrsa: ktutor makes RSA keys of 1024 to 4096 bits, not of 17\n? 1',
    'genrsa: Unknown option or option that ktutor does not simulate: -aes256\n? 1',
    'Can\'t open "/no/such/folder/k" for writing, No such file or directory\n? 1',
    "Invalid command 's_client'; type \"help\" for a list. (ktutor's openssl knows genrsa, genpkey, ecparam, req, x509.)\n? 1",
    'openssl in ktutor knows: genrsa, genpkey, ecparam, req, x509\n',
  ])
})
