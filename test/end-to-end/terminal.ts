/** ktutor in a terminal, as a person has it: what is typed goes into a pty, what is seen is a screen. */
import { fileURLToPath } from 'node:url'
import pty from '@lydell/node-pty'
import headless from '@xterm/headless'

const program = fileURLToPath(new URL('../../bin/ktutor.cjs', import.meta.url))

export interface Screen {
  type(text: string): void
  /** Resolves with the screen as soon as it shows the pattern; rejects with the screen if it does not in time. */
  sees(pattern: RegExp): Promise<string>
  /** All lines, those that scrolled away too, without trailing blanks. */
  text(): string
  /** What was sent to the terminal, escapes and all. */
  raw(): string
  resize(columns: number, rows: number): void
  /** The exit status. */
  readonly ended: Promise<number>
  /** Sends a signal to the program. */
  kill(signal: string): void
  /** Closes the terminal, as a person closes the window. */
  close(): void
  end(): void
}

export function startKtutor(args: readonly string[], env: Readonly<Record<string, string>> = {}, cwd = process.cwd()): Screen {
  const size = { cols: 100, rows: 30 }
  const terminal = new headless.Terminal({ ...size, allowProposedApi: true, scrollback: 1000 })
  const { NODE_OPTIONS: _, NODE_EXTRA_CA_CERTS: __, NO_COLOR: ___, ...own } = process.env
  const child = pty.spawn(process.execPath, [program, ...args], {
    ...size,
    name: env.TERM ?? 'xterm-256color',
    cwd,
    env: { ...own, ...env } as Record<string, string>,
  })
  const looks = new Set<() => void>()
  let raw = ''
  child.onData((data) => {
    raw += data
    terminal.write(data, () => looks.forEach((look) => void look()))
  })
  // What it said last is on the screen by then: the terminal takes what it is sent one piece after the other.
  const ended = new Promise<number>((resolve) => child.onExit(({ exitCode }) => terminal.write('', () => resolve(exitCode))))

  const text = () => {
    const { active } = terminal.buffer
    const lines = Array.from({ length: active.length }, (_, index) => active.getLine(index)?.translateToString(true) ?? '')
    return lines.join('\n').trimEnd()
  }
  const sees = (pattern: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const late = setTimeout(() => finish(() => reject(new Error(`no ${pattern} on this screen:\n${text()}`))), 20_000)
      const finish = (how: () => void) => {
        clearTimeout(late)
        looks.delete(look)
        how()
      }
      const look = () => {
        if (pattern.test(text())) finish(() => resolve(text()))
      }
      looks.add(look)
      look()
    })

  return {
    type: (typed) => child.write(typed),
    sees,
    text,
    raw: () => raw,
    ended,
    resize(columns, rows) {
      child.resize(columns, rows)
      terminal.resize(columns, rows)
    },
    kill: (signal) => child.kill(signal),
    close: () => (child as unknown as { destroy(): void }).destroy(),
    end: () => child.kill('SIGKILL'),
  }
}
