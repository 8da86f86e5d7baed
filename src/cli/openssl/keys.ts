/** genrsa, genpkey and ecparam -genkey: new private keys. */
import type { KeyObject } from 'node:crypto'
import { type Bytes, curves, ecKey, ed25519Key, rsaKey } from './private-key.ts'
import { has, OpensslError, optionParser, optionValue, type Subcommand, writeOutput } from './subcommand.ts'

const pkcs8 = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }) as string

/** @throws OpensslError for a size that is no size of an RSA key, or would take for ever. */
export function newRsaKey(name: string, bytes: Bytes, bits = '2048'): KeyObject {
  if (!/^\d+$/.test(bits)) throw new OpensslError(`${name}: Can't parse "${bits}" as a number`)
  const size = Number(bits)
  if (size < 1024 || size > 4096 || size % 16 !== 0) throw new OpensslError(`${name}: ktutor makes RSA keys of 1024 to 4096 bits, not of ${bits}`)
  return rsaKey(bytes, size)
}

export const genrsa: Subcommand = {
  name: 'genrsa',
  parse: optionParser('genrsa', ['out'], ['traditional', 'quiet', 'verbose']),
  async run(options, world) {
    const key = newRsaKey('genrsa', world.bytes, options.words[0])
    const text = has(options, 'traditional') ? (key.export({ type: 'pkcs1', format: 'pem' }) as string) : pkcs8(key)
    writeOutput(options, world, text, { secret: true })
  },
}

function newCurveKey(name: string, bytes: Bytes, curve: string): KeyObject {
  if (!(curve in curves)) throw new OpensslError(`${name}: unknown curve name (${curve}); ktutor knows ${Object.keys(curves).join(', ')}`)
  return ecKey(bytes, curve)
}

export const genpkey: Subcommand = {
  name: 'genpkey',
  parse: optionParser('genpkey', ['algorithm', 'pkeyopt', 'out', 'outform'], ['quiet', 'verbose']),
  async run(options, world) {
    const algorithm = optionValue(options, 'algorithm')
    const settings = Object.fromEntries((options.values.get('pkeyopt') ?? []).map((text) => text.split(':', 2) as [string, string]))
    if (algorithm === undefined) throw new OpensslError('genpkey: Use -help for summary.')
    writeOutput(options, world, pkcs8(keyOf(algorithm, settings, world.bytes)), { secret: true })
  },
}

function keyOf(algorithm: string, settings: Readonly<Record<string, string>>, bytes: Bytes): KeyObject {
  switch (algorithm.toUpperCase()) {
    case 'RSA':
      return newRsaKey('genpkey', bytes, settings.rsa_keygen_bits)
    case 'EC':
      return newCurveKey('genpkey', bytes, settings.ec_paramgen_curve ?? 'P-256')
    case 'ED25519':
      return ed25519Key(bytes)
    default:
      throw new OpensslError(`Error initializing ${algorithm} context; ktutor knows RSA, EC and ED25519`)
  }
}

export const ecparam: Subcommand = {
  name: 'ecparam',
  parse: optionParser('ecparam', ['name', 'out'], ['genkey', 'noout']),
  async run(options, world) {
    if (!has(options, 'genkey')) throw new OpensslError('ecparam: ktutor knows -genkey alone: openssl ecparam -name prime256v1 -genkey -noout -out FILE')
    const key = newCurveKey('ecparam', world.bytes, optionValue(options, 'name') ?? '')
    writeOutput(options, world, key.export({ type: 'sec1', format: 'pem' }) as string, { secret: true })
  },
}
