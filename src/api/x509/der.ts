/** Reads DER, the form of everything in certificates. ITU-T X.690; complaints as Go's encoding/asn1 words them. */

/** The message is what Go says. */
export class DerError extends Error {}

export interface Element {
  /** The identifier byte: 0x30 is SEQUENCE, 0xa0 is [0]. */
  readonly tag: number
  readonly content: Uint8Array
  /** With tag and length. */
  readonly whole: Uint8Array
}

const truncated = 'asn1: syntax error: data truncated'

/** The one element that the bytes are. @throws DerError */
export function readElement(bytes: Uint8Array): Element {
  const [element, rest] = takeElement(bytes)
  if (rest.length > 0) throw new DerError('asn1: syntax error: trailing data')
  return element
}

/** The elements in a SEQUENCE, SET or [n]. @throws DerError */
export function elementsIn({ content }: Element): Element[] {
  const elements: Element[] = []
  for (let rest = content; rest.length > 0; ) {
    const [element, after] = takeElement(rest)
    elements.push(element)
    rest = after
  }
  return elements
}

function takeElement(bytes: Uint8Array): [Element, Uint8Array] {
  const [tag, first] = bytes
  if (tag === undefined || first === undefined) throw new DerError(truncated)
  const long = first & 0x80 ? first & 0x7f : 0
  if (first === 0x80) throw new DerError('asn1: syntax error: indefinite length found (not DER)')
  if (long > 4) throw new DerError('asn1: structure error: length too large')
  const size = long === 0 ? first : bytes.subarray(2, 2 + long).reduce((sum, byte) => sum * 256 + byte, 0)
  const start = 2 + long
  if (bytes.length < start + size) throw new DerError(truncated)
  return [{ tag, content: bytes.subarray(start, start + size), whole: bytes.subarray(0, start + size) }, bytes.subarray(start + size)]
}

/** @throws DerError if the element is not there or of another kind. */
export function expectTag(element: Element | undefined, tag: number): Element {
  if (!element) throw new DerError('asn1: syntax error: sequence truncated')
  if (element.tag !== tag) throw new DerError("asn1: structure error: tags don't match")
  return element
}

/** `1.2.840.113549.1.1.11` */
export function readOid({ content }: Element): string {
  const arcs: number[] = []
  let arc = 0
  for (const byte of content) {
    arc = arc * 128 + (byte & 0x7f)
    if (byte & 0x80) continue
    arcs.push(...(arcs.length === 0 ? [Math.min(2, Math.floor(arc / 40)), arc - 40 * Math.min(2, Math.floor(arc / 40))] : [arc]))
    arc = 0
  }
  return arcs.join('.')
}

/** UTF-8 and what is part of it; BMPString apart. */
export function readText({ tag, content }: Element): string {
  if (tag === 0x1e) return new TextDecoder('utf-16be').decode(content)
  return new TextDecoder(tag === 0x14 ? 'latin1' : 'utf-8').decode(content)
}

/** UTCTime and GeneralizedTime, in milliseconds. @throws DerError */
export function readTime({ tag, content }: Element): number {
  const text = new TextDecoder().decode(content)
  const [, year = '', rest = ''] = (tag === 0x17 ? /^(\d\d)(\d{10})Z$/ : /^(\d{4})(\d{10})Z$/).exec(text) ?? []
  if (year === '') throw new DerError(`parsing time "${text}"`)
  const full = tag === 0x17 ? Number(year) + (Number(year) < 50 ? 2000 : 1900) : Number(year)
  const part = (at: number): number => Number(rest.slice(at, at + 2))
  return Date.UTC(full, part(0) - 1, part(2), part(4), part(6), part(8))
}
