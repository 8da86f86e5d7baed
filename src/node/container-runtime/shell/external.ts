/** Commands that are files: found in the PATH, run in a process of their own or, with exec, in this one. */
import type { Descriptor } from '../descriptor.ts'
import { execute, find } from '../execute.ts'
import { Exit, type Process, type Run } from '../process.ts'
import type { Interpreter, Status } from './interpreter.ts'
import { RedirectionError, redirected } from './redirection.ts'
import type { Redirection } from './syntax.ts'

export function* external(
  interpreter: Interpreter,
  argv: readonly string[],
  assignments: readonly [string, string][],
  redirections: readonly Redirection[],
  last: boolean,
): Status {
  const { shell } = interpreter
  const { process } = shell
  const env = shell.environment()
  for (const [key, value] of assignments) env.set(key, value)
  let descriptors: Map<number, Descriptor>
  try {
    descriptors = yield* redirected(interpreter, redirections, process.descriptors)
  } catch (error) {
    if (!(error instanceof RedirectionError)) throw error
    shell.complain(error.message)
    return shell.dialect === 'dash' ? 2 : 1
  }
  const found = find(process, env, argv[0] as string)
  if (!found.ok) return cannotRun(interpreter, argv[0] as string, found.error, descriptors)
  const code = function* (child: Process): Run {
    const node = child.files.get(found.path)
    const script = node.kind === 'file' && !node.program && !child.files.read(found.path).startsWith('#!')
    return yield* script ? execute(child, '/bin/sh', ['sh', found.path, ...argv.slice(1)]) : execute(child, found.path, argv)
  }
  // A shell with an exit trap has to live on.
  if (last && !shell.traps.has('EXIT') && shell.traps.size === 0) {
    process.env = env
    adopt(process, descriptors)
    return yield* process.become(argv, code)
  }
  const child = process.kernel.spawn({ parent: process, argv, env, cwd: process.cwd, uid: process.uid, descriptors, code })
  return yield* interpreter.await(child)
}

function cannotRun(interpreter: Interpreter, name: string, error: 'missing' | 'denied' | 'folder', descriptors: ReadonlyMap<number, Descriptor>): number {
  const { shell } = interpreter
  const errors = shell.process.descriptors.get(2)
  const target = descriptors.get(2)
  if (target) shell.process.descriptors.set(2, target)
  if (error === 'missing')
    shell.complain(`${name}: ${shell.dialect === 'bash' ? (name.includes('/') ? 'No such file or directory' : 'command not found') : 'not found'}`)
  else shell.complain(`${name}: ${error === 'folder' && shell.dialect === 'bash' ? 'Is a directory' : 'Permission denied'}`)
  if (errors) shell.process.descriptors.set(2, errors)
  return error === 'missing' ? 127 : 126
}

export function* exec(interpreter: Interpreter, args: readonly string[], redirections: readonly Redirection[]): Status {
  const { shell } = interpreter
  const { process } = shell
  let descriptors: Map<number, Descriptor>
  try {
    descriptors = yield* redirected(interpreter, redirections, process.descriptors)
  } catch (error) {
    if (!(error instanceof RedirectionError)) throw error
    shell.complain(error.message)
    throw new Exit(2)
  }
  adopt(process, descriptors)
  const name = args[0]
  if (name === undefined) return 0
  const found = find(process, shell.environment(), name)
  if (!found.ok) {
    const why = found.error === 'missing' ? 'not found' : 'Permission denied'
    shell.complain(shell.dialect === 'ash' ? `${name}: ${why}` : `${name}: ${why}`, 'exec')
    throw new Exit(found.error === 'missing' ? 127 : 126)
  }
  process.env = shell.environment()
  throw new Exit(yield* process.become(args, (self) => execute(self, found.path, args)))
}

/** Makes these the descriptors of a process. */
export function adopt(process: Process, descriptors: ReadonlyMap<number, Descriptor>): void {
  for (const descriptor of descriptors.values()) descriptor.retain()
  for (const descriptor of process.descriptors.values()) descriptor.release()
  process.descriptors.clear()
  for (const [fd, descriptor] of descriptors) process.descriptors.set(fd, descriptor)
}
