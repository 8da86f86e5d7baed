import { prefixOf } from './paths.ts'

/** A refusal of the files. `code` as Node names it: ENOENT, EISDIR, ENOTDIR, EEXIST, ENOTEMPTY. */
export class ShellFileError extends Error {
  constructor(
    readonly code: keyof typeof meanings,
    readonly path: string,
  ) {
    super(`${code}: ${meanings[code]}, '${path}'`)
  }

  /** As bash says it of a redirection: the path as seen from `cwd`, then what is wrong with it. */
  asBash(cwd: string): string {
    const prefix = prefixOf(cwd)
    const meaning = meanings[this.code]
    return `${this.path.startsWith(prefix) ? this.path.slice(prefix.length) : this.path}: ${meaning.charAt(0).toUpperCase()}${meaning.slice(1)}`
  }
}

const meanings = {
  ENOENT: 'no such file or directory',
  EISDIR: 'is a directory',
  ENOTDIR: 'not a directory',
  EEXIST: 'file already exists',
  ENOTEMPTY: 'directory not empty',
}
