/** ip() and cidr(). Models apiserver pkg/cel/library/{ip,cidr}.go. */

import { fn, method, type Overload } from '../functions/overload.ts'
import { EvaluationError } from '../language/issues.ts'
import * as t from '../language/types.ts'
import { Opaque, type Value } from '../language/values.ts'
import { type Address, formatAddress, isGlobalUnicast, isLinkLocalMulticast, isLinkLocalUnicast, isLoopback, isUnspecified, parseAddress } from './address.ts'

interface Network {
  readonly address: Address
  readonly length: number
}

const ipType = t.opaque('net.IP')
const cidrType = t.opaque('net.CIDR')

const wrapIp = (address: Address): Opaque =>
  new Opaque('net.IP', address, (other) => (other as Address).family === address.family && (other as Address).bits === address.bits)

function ip(text: string): Opaque {
  const address = parseAddress(text)
  if (!address) throw new EvaluationError(`IP Address ${JSON.stringify(text)} parse error during conversion from string: ${ipProblem(text)}`)
  return wrapIp(address)
}

function ipProblem(text: string): string {
  if (text.includes('%')) return 'IP address with zone value is not allowed'
  if (/^::ffff:\d+\.\d+\.\d+\.\d+$/i.test(text)) return 'IPv4-mapped IPv6 address is not allowed'
  return `ParseAddr(${JSON.stringify(text)}): unable to parse IP`
}

function parseNetwork(text: string): Network | undefined {
  const [before = '', length = '', ...more] = text.split('/')
  const address = parseAddress(before)
  if (!address || more.length > 0 || !/^(0|[1-9]\d{0,2})$/.test(length) || Number(length) > widthOf(address)) return undefined
  return { address, length: Number(length) }
}

const wrapNetwork = (network: Network): Opaque =>
  new Opaque('net.CIDR', network, (other) => {
    const { address, length } = other as Network
    return address.family === network.address.family && address.bits === network.address.bits && length === network.length
  })

function cidr(text: string): Opaque {
  const network = parseNetwork(text)
  if (!network) throw new EvaluationError(`network address parse error during conversion from string: netip.ParsePrefix(${JSON.stringify(text)}): no '/'`)
  return wrapNetwork(network)
}

const widthOf = ({ family }: Address): number => (family === 4 ? 32 : 128)
const maskedOf = ({ address, length }: Network): Address => {
  const low = BigInt(widthOf(address) - length)
  return { family: address.family, bits: (address.bits >> low) << low }
}
const holds = (network: Network, address: Address): boolean =>
  network.address.family === address.family && maskedOf({ address, length: network.length }).bits === maskedOf(network).bits
const holdsNetwork = (network: Network, inner: Network): boolean => network.length <= inner.length && holds(network, inner.address)

const asNetwork = ({ value }: Opaque): Network => value as Network
const ofIp = (name: string, result: t.Type, read: (address: Address) => Value): Overload =>
  method(name, [ipType], result, ({ value }: Opaque) => read(value as Address))
const ofCidr = (name: string, result: t.Type, read: (network: Network) => Value): Overload =>
  method(name, [cidrType], result, (value: Opaque) => read(asNetwork(value)))

export const addresses: readonly Overload[] = [
  fn('ip', [t.string], ipType, ip),
  fn('string', [ipType], t.string, ({ value }: Opaque) => formatAddress(value as Address)),
  fn('isIP', [t.string], t.bool, (text: string) => parseAddress(text) !== undefined),
  fn('ip.isCanonical', [t.string], t.bool, (text: string) => formatAddress(ip(text).value as Address) === text),
  ofIp('family', t.int, ({ family }) => BigInt(family)),
  ofIp('isUnspecified', t.bool, isUnspecified),
  ofIp('isLoopback', t.bool, isLoopback),
  ofIp('isLinkLocalMulticast', t.bool, isLinkLocalMulticast),
  ofIp('isLinkLocalUnicast', t.bool, isLinkLocalUnicast),
  ofIp('isGlobalUnicast', t.bool, isGlobalUnicast),
  fn('cidr', [t.string], cidrType, cidr),
  fn('string', [cidrType], t.string, (value: Opaque) => `${formatAddress(asNetwork(value).address)}/${asNetwork(value).length}`),
  fn('isCIDR', [t.string], t.bool, (text: string) => parseNetwork(text) !== undefined),
  method('containsIP', [cidrType, ipType], t.bool, (network: Opaque, { value }: Opaque) => holds(asNetwork(network), value as Address)),
  method('containsIP', [cidrType, t.string], t.bool, (network: Opaque, text: string) => holds(asNetwork(network), ip(text).value as Address)),
  method('containsCIDR', [cidrType, cidrType], t.bool, (network: Opaque, inner: Opaque) => holdsNetwork(asNetwork(network), asNetwork(inner))),
  method('containsCIDR', [cidrType, t.string], t.bool, (network: Opaque, text: string) => holdsNetwork(asNetwork(network), asNetwork(cidr(text)))),
  ofCidr('ip', ipType, ({ address }) => wrapIp(address)),
  ofCidr('prefixLength', t.int, ({ length }) => BigInt(length)),
  ofCidr('masked', cidrType, (network) => wrapNetwork({ address: maskedOf(network), length: network.length })),
]
