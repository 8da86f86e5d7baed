/** PEM: bytes in base64 between two lines that say what they are. RFC 7468. */

export interface PemBlock {
  /** `CERTIFICATE REQUEST` */
  readonly label: string
  readonly bytes: Uint8Array
}

const begin = '-----BEGIN '
const end = '-----END '
const dashes = '-----'

/** All blocks of a text; what stands between them is skipped, and blocks that are broken. */
export function pemBlocks(text: string): PemBlock[] {
  const blocks: PemBlock[] = []
  for (let from = 0, to = text.indexOf(end); to >= 0; from = to + end.length, to = text.indexOf(end, from)) {
    // From end to end, so that no text, however wicked, is looked through twice.
    const part = text.slice(from, to)
    const [head = '', ...body] = part.slice(Math.max(0, part.lastIndexOf(begin))).split('\n')
    const label = head.trim().startsWith(begin) && head.trim().endsWith(dashes) ? head.trim().slice(begin.length, -dashes.length) : ''
    const bytes = label !== '' && text.startsWith(`${label}${dashes}`, to + end.length) ? fromBase64(body.join('')) : undefined
    if (bytes) blocks.push({ label, bytes })
  }
  return blocks
}

/** Undefined if it is none; spaces do not count. */
function fromBase64(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(text.replace(/\s+/g, '')), (sign) => sign.charCodeAt(0))
  } catch {
    return undefined
  }
}

/** A bytes field of an object (base64) as the text it holds. */
export const textOfBytes = (base64: string): string => new TextDecoder('latin1').decode(fromBase64(base64) ?? new Uint8Array())
