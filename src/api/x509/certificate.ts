/** Reads an X.509 certificate as far as those need it who have no cryptography. RFC 5280. */
import { DerError, elementsIn, expectTag, readElement, readTime } from './der.ts'
import { readName, type Subject } from './name.ts'
import { pemBlocks } from './pem.ts'

export interface Certificate {
  readonly subject: Subject
  readonly issuer: Subject
  /** Milliseconds since the epoch. */
  readonly notBefore: number
  readonly notAfter: number
}

/** @throws DerError */
function readCertificate(der: Uint8Array): Certificate {
  const parts = elementsIn(expectTag(elementsIn(expectTag(readElement(der), 0x30))[0], 0x30))
  const [, , issuer, validity, subject] = parts[0]?.tag === 0xa0 ? parts.slice(1) : parts
  const [from, to] = elementsIn(expectTag(validity, 0x30))
  if (!from || !to) throw new DerError('asn1: syntax error: sequence truncated')
  return { subject: readName(expectTag(subject, 0x30)), issuer: readName(expectTag(issuer, 0x30)), notBefore: readTime(from), notAfter: readTime(to) }
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
