/**
 * A terminal between a session and its processes: the line discipline of a Linux tty. Echo, erasing, Ctrl-C, Ctrl-D,
 * newlines as CR LF. Left out: raw mode, so that full-screen programs have nothing to draw on.
 */
import { type Descriptor, output, Pipe, terminalReader } from './descriptor.ts'
import type { Kernel } from './kernel.ts'

export class Terminal {
  readonly #input = new Pipe(true)
  #line = ''
  columns = 80
  rows = 24
  readonly stdin: Descriptor
  readonly stdout: Descriptor

  /** @param send what goes to the user. */
  constructor(
    private readonly send: (text: string) => void,
    private readonly kernel: Kernel,
  ) {
    this.stdin = terminalReader(this.#input)
    this.stdout = output((text) => this.send(text.replace(/\r?\n/g, '\r\n')), { terminal: true })
  }

  /** What the user types. */
  type(text: string): void {
    for (const key of text.replace(/\r\n?/g, '\n')) {
      if (key === '\n') this.#enter()
      else if (key === '\x7f' || key === '\b') this.#erase()
      else if (key === '\x03') this.#interrupt('INT', '^C')
      else if (key === '\x1c') this.#interrupt('QUIT', '^\\')
      else if (key === '\x04') this.#endOfFile()
      else if (key === '\x15') while (this.#line !== '') this.#erase()
      else {
        this.#line += key
        this.send(key >= ' ' || key === '\t' ? key : `^${String.fromCharCode(key.charCodeAt(0) + 64)}`)
      }
    }
  }

  #enter(): void {
    this.send('\r\n')
    this.#input.write(`${this.#line}\n`)
    this.#line = ''
  }

  #erase(): void {
    if (this.#line === '') return
    this.#line = this.#line.slice(0, -1)
    this.send('\b \b')
  }

  #endOfFile(): void {
    if (this.#line !== '') {
      this.#input.write(this.#line)
      this.#line = ''
    } else this.#input.close()
  }

  #interrupt(signal: 'INT' | 'QUIT', shown: string): void {
    this.send(shown)
    this.#line = ''
    for (const process of [...this.kernel.processes.values()]) if (process.session === this) process.signal(signal)
  }

  hangUp(): void {
    this.#input.close()
    for (const process of [...this.kernel.processes.values()]) if (process.session === this) process.signal('HUP')
  }
}
