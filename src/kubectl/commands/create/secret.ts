import { secrets } from '../../../api/kinds.ts'
import { defineCommand, type Invocation } from '../../command.ts'
import { CommandError } from '../../errors.ts'
import { FileError, type Files } from '../../files.ts'
import { bool, string, stringSlice } from '../../flags.ts'
import type { Keyed } from '../../generators/key-sources.ts'
import { dockerConfig, secret } from '../../generators/secret.ts'
import { checkSources, readEnvFiles, readFiles, readLiterals, sourceFlags } from './config-map.ts'
import { type Creation, create, creation, generatedFlags, nameArgument, writtenNamespace } from './generated.ts'

const hashFlag = { 'append-hash': bool(false, "Append a hash of the secret's content to its name.") }

async function createFrom(invocation: Invocation, how: Creation, name: string, type: string, data: readonly Keyed[]): Promise<void> {
  const object = secret({ name, namespace: await writtenNamespace(invocation), type, data, appendHash: invocation.flags['append-hash'] === true })
  await create(invocation, how, secrets, object, 'failed to create secret ')
}

const generic = defineCommand({
  name: 'create secret generic',
  usage: 'create secret generic NAME [--type=string] [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]',
  summary: 'Make a secret of keys and values, from files or from the line',
  description: 'A generic secret holds anything, under keys. It is encoded, not encrypted: who may read it, can read it.',
  examples: [
    { about: 'Take every file of a folder', line: 'kubectl create secret generic keys --from-file=keys.d' },
    { about: 'Give the values on the line', line: 'kubectl create secret generic login --from-literal=user=anna --from-literal=password=plum' },
    { about: 'Take lines of key=value from a file', line: 'kubectl create secret generic login --from-env-file=login.env' },
  ],
  flags: { ...generatedFlags, ...sourceFlags('secret'), type: string('', 'Type of the secret; without it, Opaque.') },
  async run(invocation) {
    const { flags, io } = invocation
    const name = nameArgument(invocation)
    const how = await creation(invocation)
    checkSources(name, flags)
    const data = [...readLiterals(flags), ...(await readFiles(flags, io)), ...(await readEnvFiles(flags, 'env secret', io))]
    await createFrom(invocation, how, name, flags.type, data)
  },
})

const dockerRegistry = defineCommand({
  name: 'create secret docker-registry',
  usage:
    'create secret docker-registry NAME --docker-username=user --docker-password=password --docker-email=email [--docker-server=string] [--from-file=[key=]source] [--dry-run=server|client|none]',
  summary: 'Make a secret that lets nodes pull from a private registry',
  description: 'What a kubelet needs to pull images from a private registry. Pods name the secret in imagePullSecrets.',
  examples: [
    {
      about: 'Log in with a name and a password',
      line: 'kubectl create secret docker-registry registry --docker-server=registry.example.com --docker-username=anna --docker-password=plum',
    },
    { about: 'Use a login that docker has written', line: 'kubectl create secret docker-registry registry --from-file=config.json' },
  ],
  flags: {
    ...generatedFlags,
    ...hashFlag,
    'docker-email': string('', 'Mail address at the registry.'),
    'docker-password': string('', 'Password at the registry.'),
    'docker-server': string('https://index.docker.io/v1/', 'Address of the registry.'),
    'docker-username': string('', 'User at the registry.'),
    'from-file': stringSlice([], 'A config.json of docker; its key is .dockerconfigjson unless another stands before =.'),
  },
  async run(invocation) {
    const { flags, io } = invocation
    const name = nameArgument(invocation)
    const how = await creation(invocation)
    const login = { server: flags['docker-server'], username: flags['docker-username'], password: flags['docker-password'], email: flags['docker-email'] }
    if (name === '') throw new CommandError('name must be specified')
    if (flags['from-file'].length === 0 && (login.username === '' || login.password === '' || login.server === ''))
      throw new CommandError('either --from-file or the combination of --docker-username, --docker-password and --docker-server is required')
    const named = flags['from-file'].map((source) => (source.includes('=') ? source : `.dockerconfigjson=${source}`))
    const data = named.length > 0 ? await readFiles({ 'from-file': named }, io) : [dockerConfig(login)]
    await createFrom(invocation, how, name, 'kubernetes.io/dockerconfigjson', data)
  },
})

const tls = defineCommand({
  name: 'create secret tls',
  usage: 'create secret tls NAME --cert=path/to/cert/file --key=path/to/key/file [--dry-run=server|client|none]',
  summary: 'Make a secret of a certificate and its key',
  description: 'A certificate and its private key, both in PEM, as an ingress uses them. Unlike the real one, ktutor does not check that they belong together.',
  examples: [{ about: 'Create a secret of a certificate and its key', line: 'kubectl create secret tls web-tls --cert=web.crt --key=web.key' }],
  flags: { ...generatedFlags, ...hashFlag, cert: string('', 'File with the certificate, in PEM.'), key: string('', 'File with its private key, in PEM.') },
  async run(invocation) {
    const { flags, io } = invocation
    const name = nameArgument(invocation)
    const how = await creation(invocation)
    if (flags.key === '' || flags.cert === '') throw new CommandError('key and cert must be specified')
    const cert = await read(flags.cert, io.files)
    const key = await read(flags.key, io.files)
    checkPem(cert, key)
    await createFrom(invocation, how, name, 'kubernetes.io/tls', [
      { key: 'tls.crt', data: cert },
      { key: 'tls.key', data: key },
    ])
  },
})

async function read(path: string, files: Files): Promise<Uint8Array> {
  try {
    return await files.read(path)
  } catch (error) {
    if (error instanceof FileError) throw new CommandError(`Cannot read file ${path}, ${error.message}`)
    throw error
  }
}

/** As much as can be said without cryptography. Models Go's tls.X509KeyPair. */
function checkPem(cert: Uint8Array, key: Uint8Array): void {
  const blocks = (data: Uint8Array): string[] =>
    [...new TextDecoder().decode(data).matchAll(/-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g)].map((match) => match[1] as string)
  const [certs, keys] = [blocks(cert), blocks(key)]
  const isKey = (type: string): boolean => type === 'PRIVATE KEY' || type.endsWith(' PRIVATE KEY')
  if (certs.length === 0) throw new CommandError('tls: failed to find any PEM data in certificate input')
  if (!certs.includes('CERTIFICATE')) {
    if (certs.length === 1 && isKey(certs[0] as string))
      throw new CommandError('tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched')
    throw new CommandError(
      `tls: failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the following types: [${certs.join(' ')}]`,
    )
  }
  if (keys.length === 0) throw new CommandError('tls: failed to find any PEM data in key input')
  if (keys.some(isKey)) return
  if (keys.length === 1 && keys[0] === 'CERTIFICATE') throw new CommandError('tls: found a certificate rather than a key in the PEM for the private key')
  throw new CommandError(
    `tls: failed to find PEM block with type ending in "PRIVATE KEY" in key input after skipping PEM blocks of the following types: [${keys.join(' ')}]`,
  )
}

export const createSecret = defineCommand({
  name: 'create secret',
  usage: 'create secret (docker-registry | generic | tls)',
  summary: 'Create a secret using a specified subcommand',
  description: 'A docker-registry secret lets pods pull from a private registry, a generic one holds anything, a tls one a certificate and its key.',
  flags: {},
  subcommands: [dockerRegistry, generic, tls],
})
