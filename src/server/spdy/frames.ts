/** Frames of SPDY/3.1: from bytes to frames and back. Headers stay compressed here. */

export type Frame =
  | { readonly type: 'data'; readonly stream: number; readonly fin: boolean; readonly data: Buffer }
  | { readonly type: 'syn-stream' | 'syn-reply' | 'headers'; readonly stream: number; readonly fin: boolean; readonly block: Buffer }
  | { readonly type: 'rst-stream'; readonly stream: number; readonly status: number }
  | { readonly type: 'ping'; readonly id: number }
  | { readonly type: 'goaway' }
  /** Settings and window updates: neither side of Kubernetes' streams holds back data for them. */
  | { readonly type: 'other' }

const version = 3
const finFlag = 1
const maxFrameBytes = 1 << 20
const controlTypes = { synStream: 1, synReply: 2, rstStream: 3, ping: 6, goaway: 7, headers: 8 }

export class SpdyError extends Error {}

/** Collects bytes and gives out whole frames. @throws SpdyError for what is no SPDY/3.1 */
export class FrameReader {
  #bytes: Buffer = Buffer.alloc(0);

  *take(chunk: Buffer): Generator<Frame> {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk])
    while (this.#bytes.length >= 8) {
      const length = this.#bytes.readUIntBE(5, 3)
      if (length > maxFrameBytes) throw new SpdyError(`a frame of ${length} bytes`)
      if (this.#bytes.length < 8 + length) return
      const head = this.#bytes.subarray(0, 8)
      const body = this.#bytes.subarray(8, 8 + length)
      this.#bytes = this.#bytes.subarray(8 + length)
      yield frameOf(head, body)
    }
  }
}

function frameOf(head: Buffer, body: Buffer): Frame {
  const first = head.readUInt32BE(0)
  const fin = (head[4] ?? 0) % 2 === finFlag
  if (first >>> 31 === 0) return { type: 'data', stream: first, fin, data: body }
  if (((first >>> 16) & 0x7fff) !== version) throw new SpdyError('not SPDY/3.1')
  const type = first & 0xffff
  if (type === controlTypes.goaway) return { type: 'goaway' }
  const id = body.length >= 4 ? body.readUInt32BE(0) & 0x7fffffff : undefined
  if (id === undefined) throw new SpdyError('a frame that is cut short')
  if (type === controlTypes.synStream) return { type: 'syn-stream', stream: id, fin, block: body.subarray(10) }
  if (type === controlTypes.synReply) return { type: 'syn-reply', stream: id, fin, block: body.subarray(4) }
  if (type === controlTypes.headers) return { type: 'headers', stream: id, fin, block: body.subarray(4) }
  if (type === controlTypes.rstStream) return { type: 'rst-stream', stream: id, status: body.length >= 8 ? body.readUInt32BE(4) : 0 }
  if (type === controlTypes.ping) return { type: 'ping', id: body.readUInt32BE(0) }
  return { type: 'other' }
}

function control(type: number, fin: boolean, body: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(((0x8000 | version) << 16) >>> 0, 0)
  head.writeUInt16BE(type, 2)
  head[4] = fin ? finFlag : 0
  head.writeUIntBE(body.length, 5, 3)
  return Buffer.concat([head, body])
}

const words = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(4 * values.length)
  for (const [i, value] of values.entries()) bytes.writeUInt32BE(value >>> 0, 4 * i)
  return bytes
}

/** Frames as bytes. */
export const frames = {
  data(stream: number, data: Buffer, fin: boolean): Buffer {
    const head = Buffer.alloc(8)
    head.writeUInt32BE(stream, 0)
    head[4] = fin ? finFlag : 0
    head.writeUIntBE(data.length, 5, 3)
    return Buffer.concat([head, data])
  },
  synStream: (stream: number, block: Buffer): Buffer => control(controlTypes.synStream, false, Buffer.concat([words(stream, 0), Buffer.alloc(2), block])),
  synReply: (stream: number, block: Buffer): Buffer => control(controlTypes.synReply, false, Buffer.concat([words(stream), block])),
  rstStream: (stream: number, status: number): Buffer => control(controlTypes.rstStream, false, words(stream, status)),
  ping: (id: number): Buffer => control(controlTypes.ping, false, words(id)),
  goaway: (last: number): Buffer => control(controlTypes.goaway, false, words(last, 0)),
}
