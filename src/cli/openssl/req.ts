/** openssl req: writes certificate signing requests and certificates that sign themselves, and reads requests. */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { isIP } from 'node:net'
import { parseRequest, RequestError } from '../../api/x509/certificate-request.ts'
import { elementsIn, readElement } from '../../api/x509/der.ts'
import { nameParts } from '../../api/x509/name.ts'
import { pemBlocks } from '../../api/x509/pem.ts'
import { type Der, implicit, pem } from '../../server/pki/der.ts'
import { canSign, type NameParts, signingRequest } from '../../server/pki/request.ts'
import { selfSigned } from '../../server/pki/self-signed.ts'
import { verifiedRequest } from '../../server/pki/verified-request.ts'
import { newRsaKey } from './keys.ts'
import { has, OpensslError, type Options, optionParser, optionValue, readInput, type Subcommand, type World, writeOutput } from './subcommand.ts'
import { parseSubject, showName } from './subject.ts'

export const req: Subcommand = {
  name: 'req',
  parse: optionParser(
    'req',
    ['key', 'subj', 'out', 'in', 'newkey', 'keyout', 'addext', 'outform', 'days'],
    ['new', 'x509', 'nodes', 'noenc', 'batch', 'noout', 'subject', 'text', 'verify', 'sha256', 'utf8'],
  ),
  run: (options, world) => (['new', 'newkey', 'x509'].some((option) => has(options, option)) ? write(options, world) : read(options, world)),
}

async function write(options: Options, world: World): Promise<void> {
  const subject = optionValue(options, 'subj')
  if (subject === undefined) throw new OpensslError('req: openssl would now ask for the name, part by part. Here say it on the line: -subj "/CN=USER/O=GROUP"')
  const name = parseSubject(subject, (line) => world.io.stderr(`${line}\n`))
  const key = await keyFor(options, world)
  if (!canSign(key)) throw new OpensslError(`req: ktutor makes no requests with ${key.asymmetricKeyType} keys`)
  if (has(options, 'x509')) return writeOutput(options, world, pem('CERTIFICATE', selfSignedFor(options, world, name, key)))
  const request = signingRequest(name, createPublicKey(key), key, alternatives(options))
  writeOutput(options, world, pem('CERTIFICATE REQUEST', request))
}

const day = 86_400_000

function selfSignedFor(options: Options, { bytes, now }: World, name: NameParts, key: KeyObject): Der {
  const days = Number(optionValue(options, 'days') ?? 30)
  if (!Number.isInteger(days)) throw new OpensslError(`req: Non-positive number "${optionValue(options, 'days')}" for option -days`)
  const start = Math.floor(now() / 1000) * 1000
  return selfSigned({ name, key, alternatives: alternatives(options), validity: { notBefore: start, notAfter: start + days * day }, serial: bytes(19) })
}

async function keyFor(options: Options, world: World): Promise<KeyObject> {
  const wanted = optionValue(options, 'newkey')
  if (wanted !== undefined) {
    const [kind, bits] = wanted.split(':')
    if (kind !== 'rsa') throw new OpensslError(`req: ktutor makes new keys of the form rsa:2048, not ${wanted}; make one with genpkey and name it with -key`)
    if (!has(options, 'nodes') && !has(options, 'noenc'))
      throw new OpensslError('req: openssl would now ask for a pass phrase for the new key; add -nodes to do without')
    const key = newRsaKey('req', world.bytes, bits)
    writeOutput(
      { ...options, values: new Map([['keyout', [optionValue(options, 'keyout') ?? 'privkey.pem']]]) },
      world,
      key.export({ type: 'pkcs8', format: 'pem' }) as string,
      { option: 'keyout', secret: true },
    )
    return key
  }
  const file = optionValue(options, 'key')
  if (file === undefined) throw new OpensslError('req: which key? -key FILE, or a new one: -newkey rsa:2048 -nodes -keyout FILE')
  const text = await readInput(options, world, 'private key', 'key')
  try {
    return createPrivateKey(text)
  } catch {
    throw new OpensslError(`Could not read private key from ${file}`)
  }
}

/** -addext "subjectAltName=DNS:example.com,IP:10.0.0.1" */
function alternatives(options: Options): Der[] {
  return (options.values.get('addext') ?? []).flatMap((text) => {
    const [name = '', list = ''] = text.split(/\s*=\s*(.*)/)
    if (name !== 'subjectAltName') throw new OpensslError(`req: of extensions ktutor knows subjectAltName, not ${name}`)
    return list.split(',').map((entry) => alternative(entry.trim()))
  })
}

function alternative(entry: string): Der {
  const [, kind = '', value = ''] = /^(\w+):(.*)$/.exec(entry) ?? []
  if (kind === 'DNS') return implicit(2, Buffer.from(value))
  if (kind === 'email') return implicit(1, Buffer.from(value))
  if (kind === 'URI') return implicit(6, Buffer.from(value))
  if (kind === 'IP' && isIP(value) === 4) return implicit(7, Buffer.from(value.split('.').map(Number)))
  throw new OpensslError(`req: no alternative name that ktutor knows: ${entry}`)
}

async function read(options: Options, world: World): Promise<void> {
  const text = await readInput(options, world, 'certificate request')
  const [block] = pemBlocks(text)
  try {
    const request = parseRequest(text)
    const [info] = elementsIn(readElement(block?.bytes ?? new Uint8Array()))
    const name = info && elementsIn(info)[1]
    const subject = name ? showName(nameParts(name)) : ''
    for (const option of options.order) {
      if (option === 'subject') world.io.stdout(`subject=${subject}\n`)
      if (option === 'verify') world.io.stderr(`Certificate request self-signature verify ${isSigned(text) ? 'OK' : 'failure'}\n`)
      if (option === 'text')
        world.io.stdout(
          `Certificate Request:\n    Data:\n        Version: 1 (0x0)\n        Subject: ${subject}\n        Subject Public Key Info:\n            Public Key Algorithm: ${request.keyAlgorithm}\n`,
        )
    }
    if (!has(options, 'noout')) writeOutput(options, world, pem('CERTIFICATE REQUEST', block?.bytes ?? new Uint8Array()))
  } catch (error) {
    if (error instanceof RequestError) throw new OpensslError(`Unable to load X509 request${error.message.startsWith('PEM') ? '' : `: ${error.message}`}`)
    throw error
  }
}

function isSigned(text: string): boolean {
  try {
    return verifiedRequest(text) !== undefined
  } catch {
    return false
  }
}
