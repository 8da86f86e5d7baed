/**
 * What comes to a line from the person at the terminal: keys, standard input, what an editor saved, Ctrl-C. Written down
 * while it happens; given back when the line is played again.
 */

import type { ShellCommand } from '../../shell/command.ts'
import { resolvePath } from '../../shell/paths.ts'
import type { ShellIo } from '../../shell/shell.ts'
import type { Outside } from '../../tutor/player/stage.ts'

/** Time as far as it is needed here: simulated milliseconds. */
export interface Ticking {
  now(): number
  catchUp(): void
  after(ms: number, task: () => void): () => void
}

export class OutsideWorld {
  #began = 0
  #noted: Outside = {}
  #again: Outside | undefined

  constructor(private readonly time: Ticking) {}

  /** A line begins. `again`: what to give back, in place of a person. */
  begin(again: Outside | undefined): void {
    this.#began = this.time.now()
    this.#noted = {}
    this.#again = again && structuredClone(again)
  }

  /** What came while the line ran. */
  get noted(): Outside | undefined {
    return Object.keys(this.#noted).length > 0 ? this.#noted : undefined
  }

  /** Whether keys are to be given back: then there is a keyboard, whoever looks on. */
  get replaysKeys(): boolean {
    return this.#again?.keys !== undefined
  }

  /** Plays Ctrl-C again. @returns what calls it off. */
  replayCut(interrupt: () => void): () => void {
    const cut = this.#again?.cut
    return cut === undefined ? () => {} : this.time.after(cut, interrupt)
  }

  noteCut(): void {
    this.time.catchUp()
    this.#noted.cut ??= this.#sinceBegin()
  }

  async stdin(read: () => Promise<string>): Promise<string> {
    if (this.#again) return this.#again.stdin?.shift() ?? ''
    const text = await read()
    if (text !== '') (this.#noted.stdin ??= []).push(text)
    return text
  }

  /** The keyboard of the person, or the keys that were pressed then. */
  keyboard(real: ShellIo['keyboard']): ShellIo['keyboard'] {
    return {
      onData: (listener) => (this.#again ? this.#replayKeys(listener) : this.#noteKeys(real, listener)),
      resize: (listener) => real?.resize?.(listener) ?? (() => {}),
    }
  }

  #noteKeys(real: ShellIo['keyboard'], listener: (text: string) => void): () => void {
    return (
      real?.onData((text) => {
        this.time.catchUp()
        ;(this.#noted.keys ??= []).push({ after: this.#sinceBegin(), text })
        listener(text)
      }) ?? (() => {})
    )
  }

  #replayKeys(listener: (text: string) => void): () => void {
    const keys = this.#again?.keys ?? []
    const cancels = keys.map(({ after, text }) => this.time.after(Math.max(0, after - this.#sinceBegin()), () => listener(text)))
    return () => {
      for (const cancel of cancels) cancel()
    }
  }

  /** An editor whose results are noted, and brought back in place of opening it. */
  editor(real: ShellCommand): ShellCommand {
    return {
      ...real,
      run: async (args, io) => {
        const path = resolvePath(io.cwd, args.findLast((arg) => !/^[-+]/.test(arg)) ?? '')
        const again = this.#again?.edits?.shift()
        if (again) io.files.write(path, again.text)
        const status = again?.status ?? (await real.run(args, io))
        const saved = io.files.stat(path)?.kind === 'file' ? new TextDecoder().decode(io.files.read(path)) : ''
        ;(this.#noted.edits ??= []).push({ text: saved, status })
        return status
      },
    }
  }

  #sinceBegin(): number {
    return Math.max(0, this.time.now() - this.#began)
  }
}
