/**
 * The learner's terminal: asks for lines and has them run, one after the other. While a command runs the terminal is in
 * its everyday mode, so that Ctrl-C reaches us as a signal; a command that wants every key (`exec -it`) takes the keyboard.
 */
import type { ReadStream, WriteStream } from 'node:tty'
import { type Complete, type History, LineEditor } from './line-editor.ts'
import type { Shell, ShellIo } from './shell.ts'

export interface TerminalOptions {
  readonly input: ReadStream
  readonly output: WriteStream
  readonly errors: { write(text: string): unknown }
  readonly history: History
}

/** What a terminal asks: one shell, or whatever else answers lines. */
export interface Conversation {
  /** Nothing that is entered is looked at before this is so: the first line may be typed while things get ready. */
  readonly ready?: Promise<unknown>
  prompt(): Promise<string>
  isUnfinished(text: string): boolean
  run(text: string): Promise<unknown>
  interrupt(): void
  readonly ended: boolean
  readonly complete?: Complete
}

/** At a line's end, or steering the cursor; colours don't matter. */
const endsItsLine = /(?:\n|\x1b\[[\d;?]*[A-Za-ln-z])(?:\x1b\[[\d;]*m)*$/

export class Terminal {
  readonly io: ShellIo
  #options: TerminalOptions
  #editor: LineEditor | undefined
  #midLine = false

  constructor(options: TerminalOptions) {
    const { input, output, errors } = options
    this.#options = options
    this.io = {
      stdout: (text) => this.#write(output, text),
      stderr: (text) => this.#write(errors, text),
      stdin: () => this.#readToEnd(),
      terminal: {
        stdin: true,
        stdout: true,
        get columns() {
          return output.columns || 80
        },
        get rows() {
          return output.rows || 24
        },
      },
      keyboard: {
        onData: (listener) => this.#takeKeyboard(input, listener),
        resize: (listener) => {
          const tell = () => listener(output.columns, output.rows)
          output.on('resize', tell)
          return () => output.off('resize', tell)
        },
      },
    }
  }

  /** Asks and answers until the conversation ends, or Ctrl-D is pressed. */
  async converse(conversation: Conversation): Promise<void> {
    const { input, output, history } = this.#options
    const editor = new LineEditor(input, output, history, conversation.complete)
    this.#editor = editor
    const onInterrupt = () => {
      output.write('\n')
      conversation.interrupt()
    }
    process.on('SIGINT', onInterrupt)
    try {
      let text = ''
      while (!conversation.ended) {
        this.freshLine()
        const entered = await editor.read(text === '' ? await conversation.prompt() : '> ')
        await conversation.ready
        if (entered.kind === 'end' && text === '') return void output.write('exit\n')
        if (entered.kind !== 'line') {
          text = ''
          continue
        }
        text = text === '' ? entered.text : `${text}\n${entered.text}`
        if (text.trim() === '') {
          text = ''
          continue
        }
        if (conversation.isUnfinished(text)) continue
        history.add(text)
        await conversation.run(text)
        text = ''
      }
    } finally {
      process.off('SIGINT', onInterrupt)
      input.pause()
    }
  }

  /** Another prompt for the line that is being typed. */
  changePrompt(prompt: string): void {
    this.#editor?.changePrompt(prompt)
  }

  /** Goes to a new line if what was printed last did not end its own: a prompt would be drawn over it. */
  freshLine(): void {
    if (this.#midLine) this.#write(this.#options.output, '\n')
  }

  #write(stream: { write(text: string): unknown }, text: string): void {
    if (this.#editor?.isReading) {
      this.#editor.writeAbove(text)
      return
    }
    stream.write(text)
    // Whoever steers the terminal says for itself where the cursor is.
    if (text !== '') this.#midLine = !endsItsLine.test(text)
  }

  /** Lines up to Ctrl-D, for a command that reads its standard input from the terminal. */
  async #readToEnd(): Promise<string> {
    const { input, output } = this.#options
    const editor = new LineEditor(input, output, { lines: [], add: () => {} })
    let text = ''
    for (;;) {
      const entered = await editor.read('')
      if (entered.kind === 'interrupt') process.emit('SIGINT')
      if (entered.kind !== 'line') return text
      text += `${entered.text}\n`
    }
  }

  #takeKeyboard(input: ReadStream, listener: (text: string) => void): () => void {
    const tell = (data: Buffer | string) => listener(data.toString())
    input.setRawMode(true)
    input.on('data', tell)
    input.resume()
    return () => {
      input.off('data', tell)
      input.setRawMode(false)
      input.pause()
    }
  }
}

/** What a terminal needs to know of a shell. */
export const conversationWith = (shell: Shell, prompt: () => Promise<string>, run: (text: string) => Promise<unknown>, complete?: Complete): Conversation => ({
  prompt,
  run,
  isUnfinished: (text) => shell.isUnfinished(text),
  interrupt: () => shell.interrupt(),
  get ended() {
    return shell.state.exited
  },
  ...(complete && { complete }),
})
