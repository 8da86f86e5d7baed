/** Files for kubectl, with Go's words for what goes wrong: over the learner's files, and over this machine's. */
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { FileError, type Files } from '../kubectl/files.ts'
import type { ShellFiles } from '../shell/command.ts'
import { folderOf, resolvePath } from '../shell/paths.ts'

const meanings: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EISDIR: 'is a directory',
  ENOTDIR: 'not a directory',
  EACCES: 'permission denied',
  EEXIST: 'file exists',
}

/** Go names the call that failed: one opens a folder, and fails to read it. */
function refusal(error: unknown, call: string, path: string): never {
  const code = (error as { code?: string }).code ?? ''
  if (!(code in meanings)) throw error
  throw new FileError(code, `${code === 'EISDIR' && call === 'open' ? 'read' : call} ${path}: ${meanings[code]}`)
}

async function attempt<T>(call: string, path: string, action: () => T | Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (error) {
    return refusal(error, call, path)
  }
}

export function learnerFiles(files: ShellFiles, cwd: string): Files {
  const absolute = (path: string) => resolvePath(cwd, path)
  return {
    read: (path) => attempt('open', path, () => files.read(absolute(path))),
    write: (path, text, mode) =>
      attempt('open', path, () => {
        files.mkdir(folderOf(absolute(path)))
        files.write(absolute(path), text, mode)
      }),
    stat: async (path) => files.stat(absolute(path))?.kind,
    list: (path) => attempt('open', path, () => [...files.list(absolute(path))]),
    remove: (path) => attempt('remove', path, () => files.remove(absolute(path))),
  }
}

export function hostFiles(cwd: string): Files {
  const absolute = (path: string) => resolve(cwd, path)
  return {
    read: (path) => attempt('open', path, () => readFile(absolute(path))),
    write: (path, text, mode) =>
      attempt('open', path, async () => {
        await mkdir(dirname(absolute(path)), { recursive: true })
        await writeFile(absolute(path), text, mode === undefined ? {} : { mode })
      }),
    stat: async (path) => {
      const there = await stat(absolute(path)).catch(() => undefined)
      return there?.isDirectory() ? 'folder' : there ? 'file' : undefined
    },
    list: (path) => attempt('open', path, async () => (await readdir(absolute(path))).sort()),
    remove: (path) => attempt('remove', path, () => rm(absolute(path), { recursive: true })),
  }
}
