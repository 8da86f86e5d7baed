/** Opens what `<`, `>`, `>>`, `<<` and their like name. */
import { type Descriptor, endlessInput, nullDevice, output, textInput } from '../descriptor.ts'
import { FileError } from '../file-error.ts'
import type { Process, Wait } from '../process.ts'
import { expandText } from './expansion.ts'
import type { Interpreter } from './interpreter.ts'
import type { Redirection } from './syntax.ts'

export class RedirectionError extends Error {}

/** A descriptor for a path. @throws FileError */
function openFile(process: Process, name: string, mode: 'read' | 'write' | 'append'): Descriptor {
  const path = process.path(name)
  const inherited = /^\/(?:proc\/(?:self|1|\d+)\/fd\/(\d+)|dev\/(stdin|stdout|stderr))$/.exec(path)
  if (inherited) {
    const fd = inherited[1] === undefined ? ['stdin', 'stdout', 'stderr'].indexOf(inherited[2] as string) : Number(inherited[1])
    const owner = path.startsWith('/proc/1/') ? process.kernel.processes.get(1) : process
    const descriptor = owner?.descriptors.get(fd)
    if (!descriptor) throw new FileError('ENOENT')
    return descriptor
  }
  const node = process.files.find(path)
  if (node?.kind === 'link') throw new FileError('ENOENT')
  if (node?.kind === 'device') return openDevice(process, node.device)
  if (mode === 'read') return textInput(process.files.read(path, process))
  const { files } = process
  files.write(path, '', { who: process, append: mode === 'append' })
  return output((text) => files.write(path, text, { who: process, append: true }))
}

function openDevice(process: Process, device: string): Descriptor {
  if (device === 'zero') return endlessInput((length) => '\0'.repeat(length))
  if (device === 'random') return endlessInput((length) => String.fromCharCode(...process.environment.random.bytes(Math.min(length, 4096))))
  if (device === 'tty') return process.descriptors.get(0)?.terminal ? (process.descriptors.get(0) as Descriptor) : nullDevice
  return nullDevice
}

/** The descriptors after the redirections; those that are new are not yet held by anybody. @throws RedirectionError */
export function* redirected(
  interpreter: Interpreter,
  redirections: readonly Redirection[],
  base: ReadonlyMap<number, Descriptor>,
): Generator<Wait, Map<number, Descriptor>, void> {
  const descriptors = new Map(base)
  const { shell } = interpreter
  for (const { fd, operator, target } of redirections) {
    const text = yield* expandText(interpreter, target)
    if (operator === '<<') descriptors.set(fd, textInput(text))
    else if (operator === '<<<') descriptors.set(fd, textInput(`${text}\n`))
    else if (operator === '>&' || operator === '<&') {
      const from = descriptors.get(Number(text))
      if (text === '-') descriptors.delete(fd)
      else if (from) descriptors.set(fd, from)
      else throw new RedirectionError(`${text}: ${shell.dialect === 'bash' ? 'Bad file descriptor' : 'Bad file descriptor'}`)
    } else {
      try {
        descriptors.set(fd, openFile(shell.process, text, operator === '<' || operator === '<>' ? 'read' : operator === '>>' ? 'append' : 'write'))
      } catch (error) {
        if (!(error instanceof FileError)) throw error
        throw new RedirectionError(openProblem(interpreter, text, operator, error))
      }
    }
  }
  return descriptors
}

/** `can't create /x/y: nonexistent directory`: how each shell says that a file cannot be opened. */
function openProblem(interpreter: Interpreter, name: string, operator: string, error: FileError): string {
  const { dialect } = interpreter.shell
  if (dialect === 'bash') return `${name}: ${error.message}`
  const reading = operator === '<'
  const missing = reading ? 'No such file' : dialect === 'ash' ? 'nonexistent directory' : 'Directory nonexistent'
  const why = error.code === 'ENOENT' ? (reading && dialect === 'ash' ? 'no such file' : missing) : error.message
  return dialect === 'ash' ? `can't ${reading ? 'open' : 'create'} ${name}: ${why}` : `cannot ${reading ? 'open' : 'create'} ${name}: ${why}`
}
