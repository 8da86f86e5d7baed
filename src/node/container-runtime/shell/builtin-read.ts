/** The builtin `read`. */

import type { Interpreter, Status } from './interpreter.ts'

export function* read({ shell }: Interpreter, args: readonly string[]): Status {
  const { process } = shell
  let raw = false
  let timeout: number | undefined
  let count: number | undefined
  let i = 0
  for (; args[i]?.startsWith('-'); i++) {
    const option = args[i] as string
    if (option.includes('r')) raw = true
    const letter = option.at(-1)
    if (letter === 'p') process.err(args[++i] ?? '')
    else if (letter === 't') timeout = Number(args[++i])
    else if (letter === 'n') count = Number(args[++i])
  }
  const names = args.slice(i)
  const input = process.input(0)
  const deadline = timeout === undefined ? undefined : process.now() + timeout * 1000
  let line = ''
  let ended = false
  for (;;) {
    const part = count === undefined ? input?.readLine() : input?.read(count)
    if (part === undefined || input === undefined) {
      ended = true
      break
    }
    if (part === '') {
      if (deadline !== undefined && process.now() >= deadline) return shell.dialect === 'bash' ? 142 : 1
      yield (wake) => {
        const timer = deadline === undefined ? undefined : process.environment.clock.after(deadline - process.now(), wake)
        const cancel = input.readable(wake)
        return () => {
          timer?.cancel()
          cancel()
        }
      }
      if (shell.pendingTraps.length > 0) return 129
      continue
    }
    line += part
    if (!raw && line.endsWith('\\\n')) {
      line = line.slice(0, -2)
      continue
    }
    ended = !line.endsWith('\n') && count === undefined
    break
  }
  assignFields(shell, names.length > 0 ? names : ['REPLY'], raw ? line.replace(/\n$/, '') : line.replace(/\n$/, '').replace(/\\(.)/g, '$1'))
  return ended ? 1 : 0
}

function assignFields(shell: Interpreter['shell'], names: readonly string[], line: string): void {
  const separators = shell.get('IFS') ?? ' \t\n'
  const blanks = [...separators].filter((char) => /\s/.test(char)).join('')
  const isBlank = (char: string): boolean => char !== '' && blanks.includes(char)
  let at = 0
  const skip = (): void => {
    while (isBlank(line[at] ?? '')) at++
  }
  skip()
  names.forEach((name, i) => {
    let value = ''
    if (i === names.length - 1) {
      value = line.slice(at)
      while (isBlank(value.at(-1) ?? '')) value = value.slice(0, -1)
    } else {
      while (at < line.length && !separators.includes(line[at] as string)) value += line[at++]
      skip()
      if (at < line.length && separators.includes(line[at] as string) && !isBlank(line[at] as string)) at++
      skip()
    }
    shell.set(name, value)
  })
}
