/** Files as kubectl sees them. Paths are absolute or relative to the working directory. Errors are FileErrors. */
export interface Files {
  read(path: string): Promise<Uint8Array>
  write(path: string, text: string | Uint8Array, mode?: number): Promise<void>
  stat(path: string): Promise<'file' | 'folder' | undefined>
  list(path: string): Promise<string[]>
  remove(path: string): Promise<void>
}

/** `code` as Node names it (ENOENT, EISDIR, EACCES); the message as Go words it: `open x.yaml: no such file or directory`. */
export class FileError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message)
  }
}
