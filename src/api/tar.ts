/**
 * tar archives (ustar) of text files, as text: what kubectl cp and a container's tar say to each other. Left out: contents
 * that are no UTF-8, hard links, devices, compression, names that do not fit into a ustar header.
 */

export interface TarEntry {
  /** Relative or absolute; a folder's without a slash at the end. */
  readonly name: string
  readonly kind: 'file' | 'folder' | 'link'
  readonly mode: number
  readonly uid: number
  /** Seconds since the epoch. */
  readonly modified: number
  /** Contents of a file, target of a link. */
  readonly text: string
}

/** Not a tar archive, or one that breaks off; the message as Go's archive/tar words it. */
export class TarError extends Error {}

const block = 512
/** GNU tar and Go fill up to a whole record. */
const record = 20 * block
const flags = { file: '0', link: '2', folder: '5' } as const

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** @throws TarError if a name is too long. */
export function packTar(entries: readonly TarEntry[]): string {
  const parts = entries.flatMap((entry) => {
    const contents = entry.kind === 'file' ? encoder.encode(entry.text) : new Uint8Array()
    return [header(entry, contents.length), contents, new Uint8Array((block - (contents.length % block)) % block)]
  })
  const length = parts.reduce((sum, part) => sum + part.length, 2 * block)
  const archive = new Uint8Array(Math.ceil(length / record) * record)
  let at = 0
  for (const part of parts) {
    archive.set(part, at)
    at += part.length
  }
  return decoder.decode(archive)
}

function header(entry: TarEntry, size: number): Uint8Array {
  const bytes = new Uint8Array(block)
  const put = (at: number, text: string) => bytes.set(encoder.encode(text), at)
  const octal = (at: number, width: number, value: number) => put(at, `${value.toString(8).padStart(width - 1, '0')}\0`)
  const [prefix, name] = splitName(entry.kind === 'folder' ? `${entry.name}/` : entry.name)
  put(0, name)
  octal(100, 8, entry.mode & 0o7777)
  octal(108, 8, entry.uid)
  octal(116, 8, 0)
  octal(124, 12, size)
  octal(136, 12, Math.max(0, Math.floor(entry.modified)))
  put(148, '        ')
  put(156, flags[entry.kind])
  if (entry.kind === 'link') put(157, entry.text)
  put(257, 'ustar\0' + '00')
  put(345, prefix)
  put(148, `${checksum(bytes).toString(8).padStart(6, '0')}\0 `)
  return bytes
}

/** A name of more than 100 bytes leaves its first folders to the prefix. */
function splitName(name: string): [prefix: string, name: string] {
  const length = (text: string) => encoder.encode(text).length
  if (length(name) <= 100) return ['', name]
  for (let at = name.indexOf('/', 1); at > 0; at = name.indexOf('/', at + 1)) {
    const [prefix, rest] = [name.slice(0, at), name.slice(at + 1)]
    if (rest !== '' && length(rest) <= 100 && length(prefix) <= 155) return [prefix, rest]
  }
  throw new TarError(`${name}: file name is too long`)
}

/** The sum of all bytes, the checksum itself counted as blanks. */
const checksum = (bytes: Uint8Array): number => bytes.reduce((sum, byte, i) => sum + (i >= 148 && i < 156 ? 32 : byte), 0)

/** @throws TarError */
export function unpackTar(text: string): TarEntry[] {
  const bytes = encoder.encode(text)
  const entries: TarEntry[] = []
  for (let at = 0; at < bytes.length; ) {
    const head = bytes.subarray(at, at + block)
    if (head.every((byte) => byte === 0)) break
    if (head.length < block) throw new TarError('unexpected EOF')
    const field = (from: number, width: number) => decoder.decode(head.subarray(from, from + width)).replace(/\0.*$/s, '')
    const number = (from: number, width: number) => Number.parseInt(field(from, width).trim() || '0', 8)
    if (number(148, 8) !== checksum(head)) throw new TarError('archive/tar: invalid tar header')
    const size = number(124, 12)
    const flag = field(156, 1)
    at += block
    if (at + size > bytes.length) throw new TarError('unexpected EOF')
    const prefix = field(345, 155)
    const name = prefix === '' ? field(0, 100) : `${prefix}/${field(0, 100)}`
    const kind = flag === flags.folder || name.endsWith('/') ? 'folder' : flag === flags.link ? 'link' : 'file'
    entries.push({
      name: name.replace(/(?<=.)\/+$/, ''),
      kind,
      mode: number(100, 8),
      uid: number(108, 8),
      modified: number(136, 12),
      text: kind === 'link' ? field(157, 100) : decoder.decode(bytes.subarray(at, at + size)),
    })
    at += Math.ceil(size / block) * block
  }
  return entries
}
