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
  #readers = 0
  #writers = 0
  #closed = false
  readonly #waiting = new Set<() => void>()

  /** @param open keeps the writing end open until `close()`, for input from outside. */
  constructor(private readonly open = false) {}

  readonly reader: Descriptor = {
    read: (max) => this.#take(max ?? this.#buffer.length),
    readLine: () => {
      const newline = this.#buffer.indexOf('\n')
      if (newline >= 0) return this.#take(newline + 1)
      return this.#ended() ? this.#take(this.#buffer.length) : ''
    },
    readable: (wake) => this.#wait(wake, this.#ended()),
    write: () => {},
    full: () => false,
    writable: now,
    retain: () => void this.#readers++,
    release: () => {
      this.#readers--
      this.#wake()
    },
  }

  readonly writer: Descriptor = {
    read: () => undefined,
    readLine: () => undefined,
    readable: now,
    write: (text) => this.write(text),
    full: () => this.#readers > 0 && this.#buffer.length >= 65536,
    writable: (wake) => this.#wait(wake, this.#readers === 0),
    retain: () => void this.#writers++,
    release: () => {
      this.#writers--
      this.#wake()
    },
  }

  write(text: string): void {
    if (text === '') return
    if (this.#readers === 0 && !this.open) throw new BrokenPipe()
    this.#buffer += text
    this.#wake()
  }

  close(): void {
    this.#closed = true
    this.#wake()
  }

  #ended(): boolean {
    return this.#closed || (!this.open && this.#writers === 0)
  }

  #take(length: number): string | undefined {
    if (this.#buffer === '') return this.#ended() ? undefined : ''
    const text = this.#buffer.slice(0, length)
    this.#buffer = this.#buffer.slice(length)
    this.#wake()
    return text
  }

  #wait(wake: () => void, ready: boolean): () => void {
    if (ready) return now(wake)
    this.#waiting.add(wake)
    return () => this.#waiting.delete(wake)
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake()
  }
}

/** Input that is all there. */
export function textInput(text: string): Descriptor {
  let rest = text
  const take = (length: number): string | undefined => {
    if (rest === '') return undefined
    const part = rest.slice(0, length)
    rest = rest.slice(length)
    return part
  }
  return {
    ...output(() => {}),
    read: (max) => take(max ?? rest.length),
    readLine: () => take(rest.includes('\n') ? rest.indexOf('\n') + 1 : rest.length),
  }
}

/** Input without end: /dev/zero, /dev/urandom. */
export const endlessInput = (make: (length: number) => string): Descriptor => ({
  ...output(() => {}),
  read: (max) => make(Math.min(max ?? 4096, 1 << 20)),
  readLine: () => make(4096),
})

/** Output that goes to a function; reading it gives nothing. */
export function output(write: (text: string) => void, options: { close?: () => void; terminal?: boolean } = {}): Descriptor {
  let holders = 0
  return {
    read: () => undefined,
    readLine: () => undefined,
    readable: now,
    write,
    full: () => false,
    writable: now,
    retain: () => void holders++,
    release: () => {
      if (--holders === 0) options.close?.()
    },
    ...(options.terminal ? { terminal: true } : {}),
  }
}

export const nullDevice: Descriptor = output(() => {})
