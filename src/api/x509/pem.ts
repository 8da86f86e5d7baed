/** PEM: bytes in base64 between two lines that say what they are. RFC 7468. */

export interface PemBlock {
  /** `CERTIFICATE REQUEST` */
  readonly label: string
  readonly bytes: Uint8Array
}

/** All blocks of a text; what stands between them is skipped, and blocks that are broken. */
export function pemBlocks(text: string): PemBlock[] {
  const blocks: PemBlock[] = []
  for (const [, label = '', body = ''] of text.matchAll(/-----BEGIN ([^-\n]+)-----\s*\n([\s\S]*?)-----END \1-----/g)) {
    const bytes = fromBase64(body)
    if (bytes) blocks.push({ label, bytes })
  }
  return blocks
}

/** Undefined if it is none; spaces do not count. */
export function fromBase64(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(text.replace(/\s+/g, '')), (sign) => sign.charCodeAt(0))
  } catch {
    return undefined
  }
}

/** A bytes field of an object (base64) as the text it holds. */
export const textOfBytes = (base64: string): string => new TextDecoder('latin1').decode(fromBase64(base64) ?? new Uint8Array())
