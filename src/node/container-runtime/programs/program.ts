/** What small programs share: reading their input, saying what went wrong in the words of their system. */
import { FileError } from '../file-error.ts'
import type { Process, Program, Run, Wait } from '../process.ts'

/** A program that computes and ends; `run` may be a plain function. */
export const defineProgram = (name: string, run: (process: Process, args: readonly string[]) => number | Run): Program => ({
  name,
  *run(process, args) {
    const outcome = run(process, args)
    return typeof outcome === 'number' ? outcome : yield* outcome
  },
})

/** A program that begins alike wherever it runs, as `steady` says: most servers, and what only starts another. */
export const defineSteadyProgram = (name: string, run: (process: Process, args: readonly string[]) => number | Run): Program => ({
  ...defineProgram(name, run),
  steady: true,
})

export const isGnu = (process: Process): boolean => process.environment.image.base.flavor === 'gnu'

/** All that comes in on standard input. */
export function* readAll(process: Process): Generator<Wait, string, void> {
  let text = ''
  for (;;) {
    const part = yield* readSome(process)
    if (part === undefined) return text
    text += part
    if (text.length > 1 << 20) process.allocate(part.length)
    yield* process.work()
  }
}

/** What comes next on standard input, at least a character; undefined at the end. */
export function* readSome(process: Process, max?: number): Generator<Wait, string | undefined, void> {
  const input = process.input(0)
  if (!input) return undefined
  for (;;) {
    const part = input.read(max)
    if (part !== '') return part
    yield input.readable
  }
}

/** The next line with its newline; undefined at the end. */
export function* readLine(process: Process): Generator<Wait, string | undefined, void> {
  const input = process.input(0)
  if (!input) return undefined
  for (;;) {
    const line = input.readLine()
    if (line !== '') return line
    yield input.readable
  }
}

/** Writes, waiting where a pipe is full: for those who write without end. */
export function* writeSlowly(process: Process, text: string): Generator<Wait, void, void> {
  process.out(text)
  const target = process.descriptors.get(1)
  while (target?.full()) yield target.writable
  yield* process.work()
}

/** `cat: x: No such file or directory` / `cat: can't open 'x': …`, as each system says it. */
export function complain(process: Process, program: string, name: string, error: unknown, phrase: 'plain' | 'open' | 'access' = 'plain'): number {
  if (!(error instanceof FileError)) throw error
  const gnu = isGnu(process)
  const subject =
    phrase === 'plain' ? name : gnu ? (phrase === 'access' ? `cannot access '${name}'` : `cannot open '${name}' for reading`) : `can't open '${name}'`
  process.err(`${program}: ${subject}: ${error.message}\n`)
  return 1
}

/**
 * The contents of each operand in turn (`-` and none at all mean standard input); `null` for those that cannot be read,
 * after saying so.
 */
export function* inputs(
  process: Process,
  program: string,
  operands: readonly string[],
  phrase: 'plain' | 'open' = 'open',
): Generator<Wait, { name: string; text: string | null }[], void> {
  const all: { name: string; text: string | null }[] = []
  for (const name of operands.length > 0 ? operands : ['-']) {
    if (name === '-' || name === '/dev/stdin') {
      all.push({ name, text: yield* readAll(process) })
      continue
    }
    try {
      all.push({ name, text: process.files.read(process.path(name), process) })
    } catch (error) {
      if (error instanceof FileError && error.code === 'EISDIR') process.err(`${program}: ${isGnu(process) ? name : 'read error'}: Is a directory\n`)
      else complain(process, program, name, error, phrase)
      all.push({ name, text: null })
    }
  }
  return all
}

/** Lines without their newlines; a last one without newline counts. */
export function lines(text: string): string[] {
  const all = text.split('\n')
  if (all.at(-1) === '') all.pop()
  return all
}

export const byteLength = (text: string): number => new TextEncoder().encode(text).length

export function invalidOption(process: Process, program: string, letter: string): number {
  if (!isGnu(process)) {
    process.err(letter.startsWith('--') ? `${program}: unrecognized option: ${letter.slice(2)}\n` : `${program}: unrecognized option: ${letter}\n`)
    process.err(`BusyBox v1.37.0 (2024-09-26 21:31:42 UTC) multi-call binary.\n\nUsage: ${program} [OPTIONS]...\n`)
    return 1
  }
  process.err(letter.startsWith('--') ? `${program}: unrecognized option '${letter}'\n` : `${program}: invalid option -- '${letter}'\n`)
  process.err(`Try '${program} --help' for more information.\n`)
  return program === 'ls' || program === 'grep' || program === 'sort' ? 2 : 1
}
