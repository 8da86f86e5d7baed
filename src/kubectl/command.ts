/** The shape of a kubectl command: a value in one file of commands/, one line in the list of kubectl.ts. */
import type { Files } from './files.ts'
import type { FlagTable, FlagValues } from './flags.ts'
import type { Kubeconfig } from './kubeconfig/kubeconfig.ts'
import type { RestMapper } from './rest-mapper.ts'
import type { Listen, Serve } from './sockets.ts'
import type { Connect, Transport } from './transport.ts'

export interface Example {
  readonly about: string
  readonly line: string
}

export interface CommandDefinition<F extends FlagTable = any> {
  /** The words after kubectl: `get`, `create deployment`, `rollout undo`. */
  readonly name: string
  /** The usage line after `kubectl `, flags included, as the real help prints it. */
  readonly usage: string
  readonly aliases?: readonly string[]
  /** Heading in `kubectl --help`; only for first words. */
  readonly group?: string
  /** One sentence in our own words. */
  readonly summary: string
  /** More, in our own words, shown by --help. */
  readonly description?: string
  readonly examples?: readonly Example[]
  readonly flags: F
  /** For words that only lead to others (`create`, `rollout`): these; such a command may run on its own too. */
  readonly subcommands?: readonly CommandDefinition[]
  readonly hidden?: boolean
  readonly deprecated?: string
  /** Words that mean this command elsewhere (`ls` for get): named by "Did you mean this?". */
  readonly suggestFor?: readonly string[]
  /** The exit code of everything that goes wrong, where 1 means something else (diff). A wrong flag is then answered like wrong words. */
  readonly failure?: number
  /** Where the help of a command without `run` goes, and with which exit code: on standard error with 1, unless told. */
  readonly alone?: { readonly to: 'stdout' | 'stderr'; readonly exitCode: number; readonly anyWords?: boolean }
  /** Resolves to an exit code (nothing means 0). Throws UsageError, StatusError, CommandError, NotSimulated. */
  run?(invocation: Invocation<F>): Promise<number | void>
}

/** One run of a command: its words, its flags, and the world around it. */
export interface Invocation<F extends FlagTable = any> {
  readonly command: CommandDefinition<F>
  /** Words that are not flags. */
  readonly args: readonly string[]
  /** How many of args stood before `--`, or -1 if there was none (pflag's ArgsLenAtDash). */
  readonly dash: number
  readonly flags: FlagValues<F> & GlobalFlagValues
  /** Whether the flag was given on the line. */
  changed(flag: (keyof F & string) | string): boolean
  readonly io: KubectlIo
  /** kubectl itself, whose subcommands are all commands. */
  readonly root: CommandDefinition
  /** The kubeconfig in force, all files merged; read on first use. */
  kubeconfig(): Promise<Kubeconfig>
  /** The connection that kubeconfig and the global flags choose; reading kubeconfig happens on first use. */
  transport(): Promise<Transport>
  /** The kinds that the server has; asked on first use. */
  mapper(): Promise<RestMapper>
  /** The namespace in force (--namespace, the context's, `default`), and whether it was given on the line. */
  namespace(): Promise<{ name: string; explicit: boolean }>
}

export interface GlobalFlagValues {
  readonly namespace: string
  readonly context: string
  readonly cluster: string
  readonly user: string
  readonly kubeconfig: string
  readonly server: string
  readonly token: string
  readonly as: string
  readonly 'as-group': readonly string[]
  readonly 'as-uid': string
  readonly 'as-user-extra': readonly string[]
  readonly 'request-timeout': string
  readonly v: number
  readonly 'warnings-as-errors': boolean
}

/** Everything that kubectl touches outside of itself. No Node here: each edge hands in its own. */
export interface KubectlIo {
  stdout(text: string): void
  stderr(text: string): void
  /** All of standard input. */
  stdin(): Promise<string>
  /** Whether standard input and output are a terminal, and how wide and high. */
  readonly terminal: { readonly stdin: boolean; readonly stdout: boolean; readonly columns: number; readonly rows?: number }
  /** For `exec -it`, `attach` and `edit`: hands over the keyboard; undefined where there is none. */
  readonly keyboard?: { onData(listener: (text: string) => void): () => void; resize?(listener: (columns: number, rows: number) => void): () => void }
  readonly files: Files
  readonly env: Readonly<Record<string, string | undefined>>
  readonly connect: Connect
  /** Milliseconds since the epoch, the cluster's time if it lives in this process. */
  now(): number
  /** `until` ends it early. */
  sleep(ms: number, until?: AbortSignal): Promise<void>
  /** Who blocks says so: marks the command as waiting for the cluster until `promise` settles, so that a jumping clock may jump. */
  waitFor<T>(promise: Promise<T>): Promise<T>
  /** Ctrl-C. */
  readonly signal: AbortSignal
  /** Opens the user's editor on a text and gives back what was saved; throws CommandError if there is none. */
  edit?(text: string, fileName: string): Promise<string>
  /** The text at an address of the web; undefined where there is none. @throws CommandError, NotSimulated */
  download?(url: string): Promise<string>
  /** Opens a port of the user's machine; undefined where there is none. */
  readonly listen?: Listen
  /** The same for HTTP. */
  readonly serve?: Serve
  /** A number in [0, 1) for generated names. */
  random(): number
}

export const defineCommand = <F extends FlagTable>(definition: CommandDefinition<F>): CommandDefinition<F> => definition
