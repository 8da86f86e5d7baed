/** What openssl's subcommands have in common: options with one dash, files, and complaints. */
import type { CommandIo } from '../../shell/command.ts'
import { resolvePath } from '../../shell/paths.ts'

/** The message is what is printed. */
export class OpensslError extends Error {}

export interface World {
  readonly io: CommandIo
  readonly bytes: (length: number) => Uint8Array
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

export interface Options {
  /** Values by option, in the order in which they were given. */
  readonly values: ReadonlyMap<string, readonly string[]>
  /** All options in their order. */
  readonly order: readonly string[]
  readonly words: readonly string[]
}

export interface Subcommand {
  readonly name: string
  parse(args: readonly string[]): Options
  run(options: Options, world: World): Promise<void>
}

/** A parser for options that take a value and options that stand alone. */
export function optionParser(name: string, withValue: readonly string[], alone: readonly string[]): (args: readonly string[]) => Options {
  return (args) => {
    const values = new Map<string, string[]>()
    const order: string[] = []
    const words: string[] = []
    for (let i = 0; i < args.length; i++) {
      const arg = args[i] as string
      const option = arg.replace(/^--?/, '')
      if (!arg.startsWith('-') || arg === '-') words.push(arg)
      else if (alone.includes(option)) order.push(option)
      else if (withValue.includes(option)) {
        const value = args[++i]
        if (value === undefined) throw new OpensslError(`${name}: Option -${option} needs a value\n${name}: Use -help for summary.`)
        order.push(option)
        values.set(option, [...(values.get(option) ?? []), value])
      } else throw new OpensslError(`${name}: Unknown option or option that ktutor does not simulate: -${option}`)
    }
    return { values, order, words }
  }
}

export const optionValue = ({ values }: Options, option: string): string | undefined => values.get(option)?.at(-1)
export const has = ({ order }: Options, option: string): boolean => order.includes(option)

/** The text of the file, or without one of standard input. `what` is what openssl calls it. @throws OpensslError */
export async function readInput(options: Options, { io }: World, what: string, option = 'in'): Promise<string> {
  const file = optionValue(options, option)
  if (file === undefined || file === '-') return io.stdin()
  const path = resolvePath(io.cwd, file)
  if (io.files.stat(path)?.kind !== 'file') throw new OpensslError(`Could not open file or uri for loading ${what} from ${file}: No such file or directory`)
  return new TextDecoder().decode(io.files.read(path))
}

/** To the file named by the option, or to standard output. What is secret is for its owner alone. */
export function writeOutput(options: Options, { io }: World, text: string, { option = 'out', secret = false } = {}): void {
  const file = optionValue(options, option)
  if (file === undefined || file === '-') io.stdout(text)
  else
    try {
      io.files.write(resolvePath(io.cwd, file), text, secret ? 0o600 : undefined)
    } catch {
      throw new OpensslError(`Can't open "${file}" for writing, No such file or directory`)
    }
}
