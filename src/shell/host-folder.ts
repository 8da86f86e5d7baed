/** A folder of this machine, to be read and never written. Paths are relative to it, '' is the folder itself. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { FileStat } from './command.ts'

export interface HostFolder {
  read(path: string): Uint8Array
  /** undefined for what is not there, or is neither a file nor a folder, or can't be looked at. */
  stat(path: string): FileStat | undefined
  list(path: string): readonly string[]
}

export function hostFolder(root: string): HostFolder {
  return {
    read: (path) => readFileSync(join(root, path)),
    list: (path) => readdirSync(join(root, path)),
    stat(path) {
      try {
        const { mode, size, mtimeMs, isFile, isDirectory } = bound(statSync(join(root, path)))
        if (!isFile && !isDirectory) return undefined
        return { kind: isFile ? 'file' : 'folder', mode: mode & 0o777, size, modified: mtimeMs }
      } catch {
        return undefined
      }
    },
  }
}

const bound = (stat: ReturnType<typeof statSync> & object) => ({
  mode: Number(stat.mode),
  size: Number(stat.size),
  mtimeMs: Number(stat.mtimeMs),
  isFile: stat.isFile(),
  isDirectory: stat.isDirectory(),
})
