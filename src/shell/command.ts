/** What the shell is handed: a table of commands and the files of the learner. It knows nothing of Kubernetes. */

export interface ShellCommand {
  readonly name: string
  /** One line for `help`. */
  readonly summary: string
  /** Resolves to the exit code. Must not throw for anything a learner can type. */
  run(args: readonly string[], io: CommandIo): Promise<number>
  /** Candidates for the word that is being typed, given the words before it (the command's name first). */
  complete?(before: readonly string[], word: string, io: CommandIo): Promise<readonly string[]>
}

export interface CommandIo {
  stdout(text: string): void
  stderr(text: string): void
  /** All of standard input: what a pipe or `<` brought; '' for none. */
  stdin(): Promise<string>
  /** Whether output goes to the learner's terminal (not into a pipe or file), and whether input comes from it. */
  readonly terminal: { readonly stdin: boolean; readonly stdout: boolean; readonly columns: number; readonly rows?: number }
  readonly keyboard?: { onData(listener: (text: string) => void): () => void; resize?(listener: (columns: number, rows: number) => void): () => void }
  readonly env: Readonly<Record<string, string | undefined>>
  /** Absolute. */
  readonly cwd: string
  readonly files: ShellFiles
  readonly signal: AbortSignal
  edit?(text: string, fileName: string): Promise<string>
}

export interface FileStat {
  readonly kind: 'file' | 'folder'
  readonly mode: number
  readonly size: number
  /** Milliseconds since the epoch. */
  readonly modified: number
}

/** The learner's files: in memory over a folder that is read from disk and never written. Absolute paths. */
export interface ShellFiles {
  read(path: string): Uint8Array
  write(path: string, data: Uint8Array | string, mode?: number): void
  stat(path: string): FileStat | undefined
  list(path: string): readonly string[]
  remove(path: string): void
  mkdir(path: string): void
}
