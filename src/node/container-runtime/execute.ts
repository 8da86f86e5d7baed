/** execve: from a path and arguments to running code, and runc's words where that fails. */
import { RuntimeError } from './cri.ts'
import { type Found, findExecutable } from './executable.ts'
import type { Process, Run } from './process.ts'
import { sleep } from './sleep.ts'

export const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** Looks for a command in the PATH that `env` gives. */
export const find = (process: Pick<Process, 'files' | 'cwd' | 'uid'>, env: ReadonlyMap<string, string>, name: string): Found =>
  findExecutable(process.files, name, env.get('PATH') ?? defaultPath, process.cwd, { uid: process.uid })

/** The code of the executable at `path`, run with `argv`. Understands programs and `#!` scripts. */
export function* execute(process: Process, path: string, argv: readonly string[]): Run {
  const node = process.files.get(path)
  if (node.kind !== 'file') return 126
  if (node.program) {
    process.environment.runs?.(node.program)
    return yield* node.program.run(process, argv.slice(1))
  }
  const text = process.files.read(path, process)
  const shebang = /^#!\s*(\S+)(?:[ \t]+(\S[^\n]*))?\r?\n?/.exec(text)
  if (!shebang?.[1]) {
    process.err(`exec ${argv[0]}: exec format error\n`)
    return 255
  }
  const interpreter = find(process, process.env, shebang[1])
  if (!interpreter.ok) {
    process.err(`exec ${argv[0]}: no such file or directory\n`)
    return 255
  }
  const inner = [shebang[1], ...(shebang[2] ? [shebang[2].trim()] : []), path, ...argv.slice(1)]
  process.argv = inner
  return yield* execute(process, interpreter.path, inner)
}

/** The same, by a program that takes `ms` before its first step. */
export function* executeAfter(ms: number, process: Process, path: string, argv: readonly string[]): Run {
  if (ms > 0) yield* sleep(process, ms)
  return yield* execute(process, path, argv)
}

/** What Go's os/exec and the kernel say about a command that cannot be started. */
function reasonFor(name: string, found: Found & { ok: false }): string {
  if (found.error === 'denied') return `exec: "${name}": permission denied`
  if (found.error === 'folder') return `exec: "${name}": is a directory`
  return name.includes('/') ? `exec: "${name}": stat ${name}: no such file or directory` : `exec: "${name}": executable file not found in $PATH`
}

/** The error of a container whose command is not there, as containerd reports it. */
export const startError = (name: string, found: Found & { ok: false }): RuntimeError =>
  new RuntimeError(
    'StartError',
    `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: ${reasonFor(name, found)}: unknown`,
    128,
  )

/** The same for exec; `execId` is the id that containerd gave to the attempt. */
export const execError = (name: string, found: Found & { ok: false }, execId: string): RuntimeError =>
  new RuntimeError(
    'StartError',
    `failed to exec in container: failed to start exec "${execId}": OCI runtime exec failed: exec failed: unable to start container process: ${reasonFor(name, found)}: unknown`,
    found.error === 'missing' ? 127 : 126,
  )
