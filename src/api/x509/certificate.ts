/** Reads an X.509 certificate as far as those need it who have no cryptography. RFC 5280. */
import { DerError, type Element, elementsIn, expectTag, readElement, readOid, readTime } from './der.ts'
import { type AlternativeNames, noAlternatives, readAlternatives, readName, type Subject } from './name.ts'
import { pemBlocks } from './pem.ts'

export interface Certificate {
  readonly subject: Subject
  readonly issuer: Subject
  /** Milliseconds since the epoch. */
  readonly notBefore: number
  readonly notAfter: number
  /** For whom it is besides its subject. */
  readonly alternatives: AlternativeNames
}

const subjectAltName = '2.5.29.17'

/** @throws DerError */
function readCertificate(der: Uint8Array): Certificate {
  const parts = elementsIn(expectTag(elementsIn(expectTag(readElement(der), 0x30))[0], 0x30))
  const [, , issuer, validity, subject, ...rest] = parts[0]?.tag === 0xa0 ? parts.slice(1) : parts
  const [from, to] = elementsIn(expectTag(validity, 0x30))
  if (!from || !to) throw new DerError('asn1: syntax error: sequence truncated')
  const [notBefore, notAfter] = [readTime(from), readTime(to)]
  const extensions = rest.find(({ tag }) => tag === 0xa3)
  const alternatives = extensions ? alternativesIn(extensions) : noAlternatives
  return { subject: readName(expectTag(subject, 0x30)), issuer: readName(expectTag(issuer, 0x30)), notBefore, notAfter, alternatives }
}

function alternativesIn(extensions: Element): AlternativeNames {
  for (const extension of elementsIn(expectTag(elementsIn(extensions)[0], 0x30))) {
    const [id, ...rest] = elementsIn(extension)
    const value = rest.at(-1)
    if (id && value && readOid(id) === subjectAltName) return readAlternatives(readElement(expectTag(value, 0x04).content))
  }
  return noAlternatives
}

/** What is wrong with a text that should hold certificates, in Kubernetes' words; undefined if nothing. */
export function certificatesProblem(pem: string): string | undefined {
  const blocks = pemBlocks(pem)
  const other = blocks.find(({ label }) => label !== 'CERTIFICATE')
  if (other) return `only CERTIFICATE PEM blocks are allowed, found ${JSON.stringify(other.label)}`
  try {
    for (const { bytes } of blocks) readCertificate(bytes)
  } catch (error) {
    if (error instanceof DerError) return `x509: malformed certificate`
    throw error
  }
  return blocks.length === 0 ? 'must contain at least one CERTIFICATE PEM block' : undefined
}

/** The first certificate of a text; undefined if there is none that can be read. */
export function firstCertificate(pem: string): Certificate | undefined {
  try {
    const [block] = pemBlocks(pem)
    return block && readCertificate(block.bytes)
  } catch (error) {
    if (error instanceof DerError) return undefined
    throw error
  }
}
