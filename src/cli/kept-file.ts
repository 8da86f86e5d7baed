/**
 * A file of the learner's that ktutor keeps: read whole, changed under a lock, written in one step. So no crash leaves half
 * a file, two ktutors at once lose nothing of each other, and what can't be read is put aside, never written over.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { wallClock } from '../clock.ts'

export interface KeptFileOptions<T> {
  /** `your progress`, for sentences. */
  readonly what: string
  readonly empty: T
  /** @returns the content, or in a few words why it is none. */
  readonly read: (value: unknown) => { content: T } | { problem: string }
  /** Told in a sentence what could not be read or written. */
  readonly warn: (text: string) => void
}

/** A lock is held for a millisecond or two; one that is older than this was left by a crash. Milliseconds. */
const stale = 3000
/** How long to wait for another's lock before going on without. */
const patience = 5000

export class KeptFile<T> {
  #failed = false

  constructor(
    private readonly path: string,
    private readonly options: KeptFileOptions<T>,
  ) {}

  read(): T {
    const text = this.#text()
    if (text === undefined) return this.options.empty
    const read = this.#parsed(text)
    if ('content' in read) return read.content
    this.#putAside(read.problem)
    return this.options.empty
  }

  /** Changes what is there now, which may be another's work since the last look. */
  change(change: (now: T) => T): void {
    try {
      mkdirSync(dirname(this.path), { recursive: true })
      this.#locked(() => {
        const temporary = `${this.path}.${process.pid}`
        writeFileSync(temporary, `${JSON.stringify(change(this.read()))}\n`, { mode: 0o600 })
        renameSync(temporary, this.path)
      })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error
      if (!this.#failed) this.options.warn(`${this.options.what} can't be kept: ${(error as Error).message}`)
      this.#failed = true
    }
  }

  #text(): string | undefined {
    try {
      return readFileSync(this.path, 'utf8')
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
      throw error
    }
  }

  #parsed(text: string): { content: T } | { problem: string } {
    try {
      return this.options.read(JSON.parse(text))
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
      return { problem: 'it is damaged' }
    }
  }

  #putAside(why: string): void {
    let name = `${this.path}.kept`
    for (let n = 2; existsSync(name); n++) name = `${this.path}.kept-${n}`
    renameSync(this.path, name)
    this.options.warn(`${this.options.what} could not be read: ${why}. It is kept as ${name}, and a new file is begun.`)
  }

  #locked(work: () => void): void {
    const lock = `${this.path}.lock`
    const mine = acquired(lock)
    try {
      work()
    } finally {
      if (mine) rmSync(lock, { force: true })
    }
  }
}

/** @returns whether the lock is ours; after some patience the work is done all the same. */
function acquired(lock: string): boolean {
  for (const since = wallClock.now(); wallClock.now() - since < patience; pause(5)) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx', mode: 0o600 })
      return true
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      if (wallClock.now() - (modified(lock) ?? wallClock.now()) > stale) rmSync(lock, { force: true })
    }
  }
  return false
}

function modified(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs
}

/** Between two lines nobody waits for anything else in this process. */
const pause = (ms: number): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
