/**
 * A SPDY/3.1 connection with its streams, as Kubernetes uses it for exec, attach and port-forward: either over the
 * socket itself (older kubectl) or inside the messages of a WebSocket (port-forward of today). Both sides may open
 * streams. Left out, as in the library that Kubernetes uses: flow control, priorities, push.
 */
import { type Frame, FrameReader, frames } from './frames.ts'
import { HeaderCodec, type Headers } from './headers.ts'

/** What carries the bytes. */
export interface Carrier {
  send(bytes: Buffer): void
  close(): void
}

const protocolError = 1
const cancel = 5

export class SpdyStream {
  #ended = false
  #waiting: Buffer[] = []
  #onData: ((data: Buffer) => void) | undefined
  readonly #onEnd: (() => void)[] = []
  #closed = false

  constructor(
    readonly id: number,
    readonly headers: Headers,
    private readonly session: SpdySession,
  ) {}

  /** What the other side sends; what came before is handed over at once. */
  onData(listener: (data: Buffer) => void): void {
    this.#onData = listener
    for (const data of this.#waiting.splice(0)) listener(data)
  }

  /** Once, when the other side sends no more. */
  onEnd(listener: () => void): void {
    if (this.#ended) listener()
    else this.#onEnd.push(listener)
  }

  write(data: Buffer): void {
    if (!this.#closed && data.length > 0) this.session.send(frames.data(this.id, data, false))
  }

  /** Sends no more; still receives. */
  end(): void {
    if (this.#closed) return
    this.#closed = true
    this.session.send(frames.data(this.id, Buffer.alloc(0), true))
  }

  reset(): void {
    this.#closed = true
    this.session.send(frames.rstStream(this.id, cancel))
    this.ended()
  }

  /** From the session: something arrived. */
  received(data: Buffer): void {
    if (data.length === 0 || this.#ended) return
    if (this.#onData) this.#onData(data)
    else this.#waiting.push(data)
  }

  /** From the session: nothing more will arrive. */
  ended(): void {
    if (this.#ended) return
    this.#ended = true
    for (const listener of this.#onEnd.splice(0)) listener()
  }
}

export interface SessionEvents {
  /** The other side opened a stream; it has been accepted. */
  stream?(stream: SpdyStream): void
  /** The connection is gone. */
  closed?(): void
}

export class SpdySession {
  readonly #codec = new HeaderCodec()
  readonly #reader = new FrameReader()
  readonly #streams = new Map<number, SpdyStream>()
  /** Replies that streams of ours wait for. */
  readonly #replies = new Map<number, () => void>()
  /** Frames are handled and sent one after the other, because headers are compressed by a stream. */
  #incoming: Promise<void> = Promise.resolve()
  #outgoing: Promise<void> = Promise.resolve()
  #next: number
  #last = 0
  #gone = false

  constructor(
    role: 'client' | 'server',
    private readonly carrier: Carrier,
    private readonly events: SessionEvents,
  ) {
    this.#next = role === 'client' ? 1 : 2
  }

  /** Bytes that arrived. */
  receive(chunk: Buffer): void {
    this.#incoming = this.#incoming
      .then(async () => {
        for (const frame of this.#reader.take(chunk)) await this.#handle(frame)
      })
      .catch(() => this.close())
  }

  /** Opens a stream and resolves when the other side has accepted it. */
  async open(headers: Headers): Promise<SpdyStream> {
    const id = this.#next
    this.#next += 2
    const stream = new SpdyStream(id, headers, this)
    this.#streams.set(id, stream)
    const accepted = new Promise<void>((resolve) => this.#replies.set(id, resolve))
    this.#sendWith(headers, (block) => frames.synStream(id, block))
    await accepted
    return stream
  }

  send(bytes: Buffer): void {
    this.#then(() => bytes)
  }

  /** Says goodbye once all that was written is on its way. */
  end(): void {
    this.send(frames.goaway(this.#last))
    this.#outgoing = this.#outgoing.then(() => this.close())
  }

  /** The connection is gone, or is to go now. */
  close(): void {
    if (this.#gone) return
    this.#gone = true
    this.#codec.close()
    this.carrier.close()
    for (const stream of this.#streams.values()) stream.ended()
    for (const accepted of this.#replies.values()) accepted()
    this.events.closed?.()
  }

  async #handle(frame: Frame): Promise<void> {
    if (this.#gone) return
    if (frame.type === 'ping') this.send(frames.ping(frame.id))
    else if (frame.type === 'goaway') this.close()
    else if (frame.type === 'syn-stream') await this.#accept(frame)
    else if (frame.type !== 'other') await this.#toStream(frame)
  }

  async #accept({ stream: id, fin, block }: Frame & { type: 'syn-stream' | 'syn-reply' | 'headers' }): Promise<void> {
    const headers = await this.#codec.expand(block)
    if (id <= this.#last) {
      this.send(frames.rstStream(id, protocolError))
      return
    }
    this.#last = id
    const stream = new SpdyStream(id, headers, this)
    this.#streams.set(id, stream)
    this.#sendWith({}, (reply) => frames.synReply(id, reply))
    this.events.stream?.(stream)
    if (fin) stream.ended()
  }

  async #toStream(frame: Exclude<Frame, { type: 'ping' | 'goaway' | 'other' }>): Promise<void> {
    // Every block passes the codec, or the next one could not be read.
    if ('block' in frame) await this.#codec.expand(frame.block)
    const stream = this.#streams.get(frame.stream)
    if (!stream) return
    if (frame.type === 'syn-reply' || frame.type === 'rst-stream') this.#replies.get(frame.stream)?.()
    this.#replies.delete(frame.stream)
    if (frame.type === 'data') stream.received(frame.data)
    if (frame.type === 'rst-stream' || frame.fin) stream.ended()
    if (frame.type === 'rst-stream') this.#streams.delete(frame.stream)
  }

  #sendWith(headers: Headers, frame: (block: Buffer) => Buffer): void {
    this.#then(async () => frame(await this.#codec.compress(headers)))
  }

  /** Sends when all before it is sent. A carrier that fails ends the session. */
  #then(bytes: () => Buffer | Promise<Buffer>): void {
    this.#outgoing = this.#outgoing.then(async () => {
      if (!this.#gone) this.carrier.send(await bytes())
    })
    this.#outgoing = this.#outgoing.catch(() => this.close())
  }
}
