/** Reads lines from a person at a terminal: editing, history, completion, pasted lines. One reading at a time. */
import { createInterface, type Interface } from 'node:readline'
import type { ReadStream, WriteStream } from 'node:tty'

export interface History {
  /** Oldest first. */
  readonly lines: readonly string[]
  add(line: string): void
}

export type Complete = (line: string, cursor: number) => Promise<readonly [candidates: readonly string[], word: string]>

/** A line, several that were pasted together, Ctrl-C, or the end (Ctrl-D). */
export type Entered = { readonly kind: 'line'; readonly text: string } | { readonly kind: 'interrupt' } | { readonly kind: 'end' }

export class LineEditor {
  /** Lines that came while nobody asked, and the beginning of the next: a paste without brackets, or typing ahead. */
  #ahead: Entered[] = []
  #begun = ''

  constructor(
    private readonly input: ReadStream,
    private readonly output: WriteStream,
    private readonly history: History,
    private readonly complete?: Complete,
  ) {}

  #reading: Reading | undefined

  get isReading(): boolean {
    return this.#reading !== undefined
  }

  /** Writes what happens while a line is being typed above that line. */
  writeAbove(text: string): void {
    this.#reading?.writeAbove(text)
  }

  /** Another prompt for the line that is being typed. */
  changePrompt(prompt: string): void {
    this.#reading?.changePrompt(prompt)
  }

  /** Asks for a line. */
  read(prompt: string): Promise<Entered> {
    const ahead = this.#ahead.shift()
    if (ahead !== undefined) {
      if (ahead.kind === 'line' && prompt !== '') this.output.write(`${prompt}${ahead.text}\n`)
      return Promise.resolve(ahead)
    }
    return new Promise((resolve) => {
      this.#reading = new Reading(this.#interface(prompt), this.input, this.output, ([entered, ...more], begun) => {
        this.#reading = undefined
        this.#ahead = more
        this.#begun = begun
        resolve(entered)
      })
      this.#reading.start(this.#begun)
    })
  }

  #interface(prompt: string): Interface {
    return createInterface({
      input: this.input,
      output: this.output,
      terminal: true,
      prompt,
      history: [...this.history.lines].reverse(),
      historySize: 2000,
      removeHistoryDuplicates: true,
      ...(this.complete && { completer: completer(this.complete) }),
    })
  }
}

type Completer = (line: string, callback: (error: Error | null, result: [string[], string]) => void) => void

const completer =
  (complete: Complete): Completer =>
  (line, callback) => {
    complete(line, line.length).then(
      ([candidates, word]) => callback(null, [[...candidates], word]),
      () => callback(null, [[], '']),
    )
  }

/** Asks the terminal to say where a paste begins and ends. */
const pasteMode = (on: boolean): string => (process.env.TERM === 'dumb' ? '' : `\x1b[?2004${on ? 'h' : 'l'}`)

/** One reading. Pasted lines are kept together until Enter is pressed, as in bash. */
class Reading {
  #entered: Entered[] = []
  #pasted: string[] = []
  #pasting = false

  constructor(
    private readonly readline: Interface,
    private readonly input: ReadStream,
    private readonly output: WriteStream,
    private readonly done: (entered: [Entered, ...Entered[]], begun: string) => void,
  ) {}

  start(begun: string): void {
    const { readline } = this
    this.output.write(pasteMode(true))
    this.input.on('keypress', this.#onKey)
    readline.on('line', this.#onLine)
    readline.on('SIGINT', this.#onInterrupt)
    readline.on('close', this.#onClose)
    readline.prompt()
    if (begun !== '') readline.write(begun)
  }

  writeAbove(text: string): void {
    this.output.write(`\r\x1b[J${text}${text.endsWith('\n') ? '' : '\n'}`)
    this.readline.prompt(true)
  }

  changePrompt(prompt: string): void {
    this.readline.setPrompt(prompt)
    this.readline.prompt(true)
  }

  #onKey = (_: unknown, key: { name?: string; sequence?: string } | undefined): void => {
    if (key?.name === 'paste-start') this.#pasting = true
    if (key?.name === 'paste-end') this.#pasting = false
    // A Ctrl-D that was typed before we took the terminal, as Linux hands it on. At a prompt it may be a Ctrl-Space.
    if (key?.sequence === '\0' && this.readline.getPrompt() === '' && this.readline.line === '') this.#add({ kind: 'end' })
  }

  #onLine = (line: string): void => {
    this.#pasted.push(line)
    if (this.#pasting) return
    this.#add({ kind: 'line', text: this.#pasted.join('\n') })
    this.#pasted = []
  }

  #onInterrupt = (): void => {
    this.output.write('^C\n')
    // What came with the same keystrokes begins a line of its own.
    Object.assign(this.readline, { line: '', cursor: 0 })
    this.#add({ kind: 'interrupt' })
  }

  #onClose = (): void => {
    this.#add({ kind: 'end' })
  }

  /** What else came with the same keystrokes is read before the terminal is given away. */
  #add(entered: Entered): void {
    if (this.#entered.push(entered) === 1) setImmediate(() => this.#end())
  }

  #end(): void {
    this.input.off('keypress', this.#onKey)
    this.readline.off('close', this.#onClose)
    const begun = this.#entered.at(-1)?.kind === 'end' ? '' : this.readline.line
    this.readline.close()
    this.output.write(pasteMode(false))
    this.done(this.#entered as [Entered, ...Entered[]], begun)
  }
}
