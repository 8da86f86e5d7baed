/** A refusal of the files. `code` as Node names it: ENOENT, EISDIR, ENOTDIR, EEXIST, ENOTEMPTY. */
export class ShellFileError extends Error {
  constructor(
    readonly code: keyof typeof meanings,
    readonly path: string,
  ) {
    super(`${code}: ${meanings[code]}, '${path}'`)
  }
}

const meanings = {
  ENOENT: 'no such file or directory',
  EISDIR: 'is a directory',
  ENOTDIR: 'not a directory',
  EEXIST: 'file already exists',
  ENOTEMPTY: 'directory not empty',
}
