/** What a file descriptor points to: a pipe, a file, a device, a container's log, a session's end of the line. */
import type { Wait } from './process.ts'

export interface Descriptor {
  /** What there is to read now, at most `max` characters; '' if nothing has come yet, undefined at the end. */
  read(max?: number): string | undefined
  /** A whole line with its newline (or the rest, at the end); '' if there is none yet, undefined at the end. */
  readLine(): string | undefined
  readonly readable: Wait
  /** @throws BrokenPipe if nobody will read it. */
  write(text: string): void
  /** True while a writer of endless data should wait for `writable`. */
  full(): boolean
  readonly writable: Wait
  /** One more holder; the last one to release closes it. */
  retain(): void
  release(): void
  readonly terminal?: boolean
}

/** Writing to a pipe that nobody reads: the writer gets SIGPIPE. */
export class BrokenPipe extends Error {}

const now: Wait = (wake) => {
  wake()
  return () => {}
}

/** The ends of a pipe. Endless for writers that do not ask. */
export class Pipe {
  #buffer = ''
  readers = 0
  writers = 0
  #closed = false
  #waiting: Set<() => void> | undefined
  readonly reader: Descriptor = new PipeReader(this)
  readonly writer: Descriptor = new PipeWriter(this)

  /** @param open keeps the writing end open until `close()`, for input from outside. */
  constructor(private readonly open = false) {}

  write(text: string): void {
    if (text === '') return
    if (this.readers === 0 && !this.open) throw new BrokenPipe()
    this.#buffer += text
    this.wake()
  }

  close(): void {
    this.#closed = true
    this.wake()
  }

  get ended(): boolean {
    return this.#closed || (!this.open && this.writers === 0)
  }

  get waiting(): string {
    return this.#buffer
  }

  take(length = this.#buffer.length): string | undefined {
    if (this.#buffer === '') return this.ended ? undefined : ''
    const text = this.#buffer.slice(0, length)
    this.#buffer = this.#buffer.slice(length)
    this.wake()
    return text
  }

  wait(wake: () => void, ready: boolean): () => void {
    if (ready) return now(wake)
    this.#waiting ??= new Set()
    this.#waiting.add(wake)
    return () => this.#waiting?.delete(wake)
  }

  wake(): void {
    if (this.#waiting) for (const wake of [...this.#waiting]) wake()
  }
}

class PipeReader implements Descriptor {
  constructor(
    private readonly pipe: Pipe,
    readonly terminal = false,
  ) {}

  read(max?: number): string | undefined {
    return this.pipe.take(max)
  }

  readLine(): string | undefined {
    const newline = this.pipe.waiting.indexOf('\n')
    if (newline >= 0) return this.pipe.take(newline + 1)
    return this.pipe.ended ? this.pipe.take() : ''
  }

  get readable(): Wait {
    return (wake) => this.pipe.wait(wake, this.pipe.ended)
  }

  write(): void {}

  full(): boolean {
    return false
  }

  get writable(): Wait {
    return now
  }

  retain(): void {
    this.pipe.readers++
  }

  release(): void {
    this.pipe.readers--
    this.pipe.wake()
  }
}

class PipeWriter implements Descriptor {
  constructor(private readonly pipe: Pipe) {}

  read(): undefined {}

  readLine(): undefined {}

  get readable(): Wait {
    return now
  }

  write(text: string): void {
    this.pipe.write(text)
  }

  full(): boolean {
    return this.pipe.readers > 0 && this.pipe.waiting.length >= 65536
  }

  get writable(): Wait {
    return (wake) => this.pipe.wait(wake, this.pipe.readers === 0)
  }

  retain(): void {
    this.pipe.writers++
  }

  release(): void {
    this.pipe.writers--
    this.pipe.wake()
  }
}

/** The reading end as a terminal has it. */
export const terminalReader = (pipe: Pipe): Descriptor => new PipeReader(pipe, true)

class Output implements Descriptor {
  constructor(
    private readonly to: (text: string) => void,
    readonly terminal = false,
  ) {}

  read(_max?: number): string | undefined {
    return undefined
  }

  readLine(): string | undefined {
    return undefined
  }

  get readable(): Wait {
    return now
  }

  write(text: string): void {
    this.to(text)
  }

  full(): boolean {
    return false
  }

  get writable(): Wait {
    return now
  }

  retain(): void {}

  release(): void {}
}

class TextInput extends Output {
  constructor(private rest: string) {
    super(() => {})
  }

  override read(max = this.rest.length): string | undefined {
    if (this.rest === '') return undefined
    const part = this.rest.slice(0, max)
    this.rest = this.rest.slice(max)
    return part
  }

  override readLine(): string | undefined {
    return this.read(this.rest.includes('\n') ? this.rest.indexOf('\n') + 1 : this.rest.length)
  }
}

class EndlessInput extends Output {
  constructor(private readonly make: (length: number) => string) {
    super(() => {})
  }

  override read(max = 4096): string {
    return this.make(Math.min(max, 1 << 20))
  }

  override readLine(): string {
    return this.make(4096)
  }
}

/** Input that is all there. */
export const textInput = (text: string): Descriptor => new TextInput(text)

/** Input without end: /dev/zero, /dev/urandom. */
export const endlessInput = (make: (length: number) => string): Descriptor => new EndlessInput(make)

/** Output that goes to a function; reading it gives nothing. */
export const output = (write: (text: string) => void, options: { terminal?: boolean } = {}): Descriptor => new Output(write, options.terminal)

export const nullDevice: Descriptor = output(() => {})
