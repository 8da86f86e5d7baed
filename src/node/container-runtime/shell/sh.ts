/** The programs sh, ash, dash and bash: `-c`, a script file, standard input, or a terminal with a prompt. */
import { FileError } from '../file-error.ts'
import { Exit, type Process, type Program, type Run, type Wait } from '../process.ts'
import { complainAbout } from './complaint.ts'
import { Interpreter, Interrupted, type Status } from './interpreter.ts'
import { parseScript, readLines } from './script.ts'
import { type Dialect, Jump, Shell } from './shell.ts'
import { SyntaxProblem } from './syntax.ts'

export const ash = shellProgram('ash')
export const dash = shellProgram('dash')
export const bash = shellProgram('bash')

function shellProgram(dialect: Dialect): Program {
  return {
    name: dialect === 'bash' ? 'bash' : 'sh',
    *run(process, args) {
      const options = readOptions(args)
      const shell = new Shell(process, process.argv[0] ?? 'sh', dialect)
      shell.mainPid = process.pid
      for (const option of options.set) shell.options.add(option)
      const interpreter = new Interpreter(shell)
      if (options.command !== undefined) {
        shell.name = options.operands[0] ?? shell.name
        shell.named = options.operands.length > 0
        shell.positional = options.operands.slice(1)
        return yield* guarded(interpreter, () => commandString(interpreter, options.command as string))
      }
      const [file, ...positional] = options.operands
      if (file !== undefined && !options.stdin) {
        shell.positional = positional
        return yield* scriptFile(interpreter, file)
      }
      shell.positional = options.operands
      shell.interactive = options.interactive || (process.input(0)?.terminal ?? false)
      return yield* guarded(interpreter, () => fromInput(interpreter))
    },
  }
}

interface Options {
  command?: string
  stdin: boolean
  interactive: boolean
  readonly set: string[]
  operands: readonly string[]
}

const longNames: Record<string, string> = { errexit: 'e', nounset: 'u', xtrace: 'x', pipefail: 'pipefail' }

function readOptions(args: readonly string[]): Options {
  const options: Options = { stdin: false, interactive: false, set: [], operands: [] }
  let wantsCommand = false
  let i = 0
  for (; i < args.length && /^[-+]./.test(args[i] as string); i++) {
    const arg = args[i] as string
    if (arg === '--') {
      i++
      break
    }
    if (arg.startsWith('--')) continue
    for (const letter of arg.slice(1)) {
      if (letter === 'c') wantsCommand = true
      else if (letter === 's') options.stdin = true
      else if (letter === 'i') options.interactive = true
      else if (letter === 'l') continue
      else if (letter === 'o') options.set.push(longNames[args[++i] ?? ''] ?? '')
      else options.set.push(letter)
    }
  }
  const rest = args.slice(i)
  if (wantsCommand) options.command = rest[0] ?? ''
  options.operands = wantsCommand ? rest.slice(1) : rest
  return options
}

/** Turns the ways out of a script into an exit status, and runs the exit trap. */
function* guarded(interpreter: Interpreter, body: () => Status): Run {
  let status: number
  try {
    status = yield* body()
  } catch (error) {
    if (error instanceof Exit) status = error.code
    else if (error instanceof Jump) status = error.value
    else throw error
  }
  return yield* interpreter.finish(status)
}

function* commandString(interpreter: Interpreter, text: string): Status {
  try {
    const script = parseScript(text)
    return script.length === 1 ? yield* interpreter.runOnly(script) : yield* runLines(interpreter, text)
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error
    return yield* runLines(interpreter, text)
  }
}

/** Line by line, so that what stands before a syntax error has run when it is found. */
function* runLines(interpreter: Interpreter, text: string): Status {
  try {
    const { lines, problem } = readLines(text)
    for (const line of lines) yield* interpreter.run(line)
    if (problem) throw problem
    return interpreter.shell.status
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error
    complainAbout(interpreter.shell, error)
    return 2
  }
}

function* scriptFile(interpreter: Interpreter, file: string): Run {
  const { shell } = interpreter
  const { process } = shell
  try {
    const text = process.files.read(process.path(file), process)
    shell.name = file
    shell.scriptFile = file
    return yield* guarded(interpreter, () => runLines(interpreter, text))
  } catch (error) {
    if (!(error instanceof FileError)) throw error
    if (shell.dialect === 'ash') process.err(`${shell.name}: can't open '${file}': ${error.message}\n`)
    else if (shell.dialect === 'dash') process.err(`${shell.name}: 0: cannot open ${file}: ${error.code === 'ENOENT' ? 'No such file' : error.message}\n`)
    else process.err(`${shell.name}: ${file}: ${error.message}\n`)
    return shell.dialect === 'bash' ? 127 : 2
  }
}

/** A script on standard input; with a prompt if somebody sits there. */
function* fromInput(interpreter: Interpreter): Status {
  const { shell } = interpreter
  const { process } = shell
  if (shell.interactive) process.handlers.set('INT', () => void shell.pendingTraps.push('prompt'))
  if (shell.interactive) process.handlers.set('TERM', 'ignore')
  let text = ''
  for (;;) {
    if (shell.interactive) process[shell.dialect === 'ash' ? 'out' : 'err'](shell.prompt(text === '' ? 'PS1' : 'PS2'))
    const line = yield* readLine(process, shell)
    if (line === 'interrupted') {
      text = ''
      process.out('\n')
      shell.status = 130
      continue
    }
    if (line === undefined && text === '') return shell.status
    text += line ?? ''
    const outcome = yield* runInput(interpreter, text, line === undefined)
    if (outcome === 'more') continue
    if (outcome === 'failed' && !shell.interactive) return 2
    text = ''
    if (line === undefined) return shell.status
  }
}

function* runInput(interpreter: Interpreter, text: string, last: boolean): Generator<Wait, 'done' | 'more' | 'failed', void> {
  const { shell } = interpreter
  try {
    const script = parseScript(text.endsWith('\\\n') && !last ? `${text.slice(0, -1)} ` : text)
    if (text.endsWith('\\\n') && !last) return 'more'
    yield* interpreter.run(script)
    return 'done'
  } catch (error) {
    if (error instanceof SyntaxProblem) {
      if (error.incomplete && !last) return 'more'
      complainAbout(interpreter.shell, error)
      shell.status = 2
      return 'failed'
    }
    if (error instanceof Jump) return 'done'
    if (error instanceof Interrupted) {
      shell.process.out('\n')
      shell.status = 130
      return 'done'
    }
    // A failed expansion ends a script, but only the line of somebody who types.
    if (error instanceof Exit && shell.interactive && !leaves(text)) {
      shell.status = error.code
      return 'done'
    }
    throw error
  }
}

const leaves = (text: string): boolean => /(^|[\s;&|({])(exit|exec)\b/.test(text)

function* readLine(process: Process, shell: Shell): Generator<Wait, string | undefined, void> {
  const input = process.input(0)
  if (!input) return undefined
  for (;;) {
    if (shell.pendingTraps.includes('prompt')) {
      shell.pendingTraps.splice(0)
      return 'interrupted'
    }
    const line = input.readLine()
    if (line === undefined || line !== '') return line
    yield input.readable
  }
}
