/**
 * Editors. The learner's files are in memory, so `vi FILE` opens the editor of this machine on a copy, and what was saved
 * comes back. Only where there is a real terminal.
 */
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CommandIo, ShellCommand } from './command.ts'
import { nameOf, resolvePath } from './paths.ts'

/** `environment`: this machine's, for its choice of an editor. */
export function editorCommands(environment: Readonly<Record<string, string | undefined>>): readonly ShellCommand[] {
  const chosen = environment.VISUAL || environment.EDITOR
  const editor = (name: string, program: string): ShellCommand => ({ name, summary: 'edit a file', run: (args, io) => edit(name, program, args, io) })
  return [
    editor('edit', chosen ?? 'nano'),
    // Whoever has chosen an editor may not have the others.
    ...['vi', 'vim', 'nano', 'emacs'].map((name) => editor(name, chosen ?? name)),
  ]
}

async function edit(name: string, program: string, args: readonly string[], io: CommandIo): Promise<number> {
  const file = args.findLast((arg) => !/^[-+]/.test(arg))
  if (!io.terminal.stdin || !io.terminal.stdout) return refuse(io, `${name}: there is no terminal to edit in; sed -i changes files without one`)
  if (file === undefined) return refuse(io, `${name}: which file? ${name} FILE`)
  const path = resolvePath(io.cwd, file)
  if (io.files.stat(path)?.kind === 'folder') return refuse(io, `${name}: ${file} is a directory`)
  const folder = await mkdtemp(join(tmpdir(), 'ktutor-'))
  const copy = join(folder, nameOf(path))
  try {
    const before = io.files.stat(path) ? io.files.read(path) : undefined
    await writeFile(copy, before ?? '')
    const exitCode = await open(program, copy)
    if (exitCode === undefined) return refuse(io, `${name}: this machine has no ${program}; set EDITOR before you start ktutor`)
    const after = await readFile(copy)
    if (before === undefined ? after.length > 0 : !after.equals(before)) io.files.write(path, after)
    return exitCode
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function refuse(io: CommandIo, text: string): number {
  io.stderr(`${text}\n`)
  return 1
}

/** The exit status; undefined if there is no such program. An editor may be a command line (`code --wait`). */
function open(program: string, file: string): Promise<number | undefined> {
  const [command = '', ...args] = program.split(' ')
  return new Promise((resolve) => {
    const child = spawn(command, [...args, file], { stdio: 'inherit', shell: process.platform === 'win32' })
    child.on('error', () => resolve(undefined))
    child.on('exit', (code) => resolve(code ?? 1))
  })
}
