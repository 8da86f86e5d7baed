/** Who a certificate speaks of, and by which other names. RFC 5280. */
import { type Element, elementsIn, readOid, readText } from './der.ts'

export interface Subject {
  readonly commonName: string
  readonly serialNumber: string
  readonly organizations: readonly string[]
  readonly organizationalUnits: readonly string[]
  readonly countries: readonly string[]
  readonly localities: readonly string[]
  readonly provinces: readonly string[]
  readonly streetAddresses: readonly string[]
  readonly postalCodes: readonly string[]
}

export interface AlternativeNames {
  readonly dnsNames: readonly string[]
  readonly emailAddresses: readonly string[]
  readonly ipAddresses: readonly string[]
  readonly uris: readonly string[]
}

export const attributeOids = {
  countries: '2.5.4.6',
  organizations: '2.5.4.10',
  organizationalUnits: '2.5.4.11',
  localities: '2.5.4.7',
  provinces: '2.5.4.8',
  streetAddresses: '2.5.4.9',
  postalCodes: '2.5.4.17',
} as const
export const commonNameOid = '2.5.4.3'
export const serialNumberOid = '2.5.4.5'

/** Type and value of each part, in their order. @throws DerError */
export const nameParts = (name: Element): [oid: string, value: string][] =>
  elementsIn(name).flatMap((set) =>
    elementsIn(set).flatMap((pair): [string, string][] => {
      const [type, value] = elementsIn(pair)
      return type && value ? [[readOid(type), readText(value)]] : []
    }),
  )

/** @throws DerError */
export function readName(name: Element): Subject {
  const parts = nameParts(name)
  const all = (oid: string): string[] => parts.filter(([type]) => type === oid).map(([, value]) => value)
  return {
    commonName: all(commonNameOid).at(-1) ?? '',
    serialNumber: all(serialNumberOid).at(-1) ?? '',
    organizations: all(attributeOids.organizations),
    organizationalUnits: all(attributeOids.organizationalUnits),
    countries: all(attributeOids.countries),
    localities: all(attributeOids.localities),
    provinces: all(attributeOids.provinces),
    streetAddresses: all(attributeOids.streetAddresses),
    postalCodes: all(attributeOids.postalCodes),
  }
}

export const noAlternatives: AlternativeNames = { dnsNames: [], emailAddresses: [], ipAddresses: [], uris: [] }

/** The names in a subjectAltName extension. @throws DerError */
export function readAlternatives(names: Element): AlternativeNames {
  const all = elementsIn(names)
  const texts = (tag: number): string[] => all.filter((name) => name.tag === tag).map(readText)
  return {
    emailAddresses: texts(0x81),
    dnsNames: texts(0x82),
    uris: texts(0x86),
    ipAddresses: all.filter(({ tag }) => tag === 0x87).map(({ content }) => addressText(content)),
  }
}

function addressText(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.')
  const groups = Array.from({ length: 8 }, (_, i) => (((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0)).toString(16)).join(':')
  // The longest run of zeros is left out.
  const runs = [...groups.matchAll(/\b0(?::0)+\b/g)].sort((a, b) => b[0].length - a[0].length)
  const run = runs[0]
  return run ? `${groups.slice(0, run.index).replace(/:$/, '')}::${groups.slice(run.index + run[0].length).replace(/^:/, '')}` : groups
}
