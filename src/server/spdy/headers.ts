/**
 * Header blocks of SPDY/3: counted names and values, compressed with one zlib stream a direction that lives as long as
 * the connection.
 */
import { constants, createDeflate, createInflate, type Zlib } from 'node:zlib'
import { dictionary } from './dictionary.ts'
import { SpdyError } from './frames.ts'

export type Headers = Readonly<Record<string, string>>

const maxBlockBytes = 1 << 16

export class HeaderCodec {
  readonly #deflate = createDeflate({ dictionary })
  readonly #inflate = createInflate({ dictionary })

  compress(headers: Headers): Promise<Buffer> {
    return through(this.#deflate, encode(headers))
  }

  /** @throws SpdyError */
  async expand(block: Buffer): Promise<Headers> {
    return decode(await through(this.#inflate, block))
  }

  close(): void {
    this.#deflate.close()
    this.#inflate.close()
  }
}

type Compression = Zlib & { write(chunk: Buffer): boolean; read(): Buffer | null; flush(kind: number, done: () => void): void } & NodeJS.EventEmitter

/** Blocks must pass one after the other: what comes out before the flush is done belongs to this one. */
function through(stream: Compression, block: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const done = (): void => {
      stream.removeListener('data', collect)
      stream.removeListener('error', fail)
    }
    const fail = (error: Error): void => {
      done()
      reject(new SpdyError(error.message))
    }
    const collect = (chunk: Buffer): void => {
      chunks.push(chunk)
      size += chunk.length
      if (size > maxBlockBytes) fail(new Error('headers too large'))
    }
    stream.on('data', collect)
    stream.on('error', fail)
    stream.write(block)
    stream.flush(constants.Z_SYNC_FLUSH, () => {
      done()
      resolve(Buffer.concat(chunks))
    })
  })
}

function encode(headers: Headers): Buffer {
  const parts = [number(Object.keys(headers).length)]
  for (const [name, value] of Object.entries(headers))
    for (const text of [name.toLowerCase(), value]) parts.push(number(Buffer.byteLength(text)), Buffer.from(text))
  return Buffer.concat(parts)
}

const number = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

function decode(block: Buffer): Headers {
  let offset = 0
  const next = (): number => {
    if (offset + 4 > block.length) throw new SpdyError('headers that are cut short')
    offset += 4
    return block.readUInt32BE(offset - 4)
  }
  const text = (): string => {
    const length = next()
    if (offset + length > block.length) throw new SpdyError('headers that are cut short')
    offset += length
    return block.toString('utf8', offset - length, offset)
  }
  const headers = new Map<string, string>()
  for (let left = next(); left > 0; left--) headers.set(text(), text())
  return Object.fromEntries(headers)
}
