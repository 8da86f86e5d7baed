/**
 * The table of all commands and flags as plain values, for whoever shows it rather than runs it: `ktutor flags`, tests, the
 * world outside. It is gathered from the definitions; nothing is written here.
 */
import type { CommandDefinition, Example } from './command.ts'
import type { Flag, FlagTable } from './flags.ts'
import { globalFlags } from './global-flags.ts'
import { defaultText, usageLine } from './help.ts'
import { root } from './kubectl.ts'

export interface FlagEntry {
  readonly name: string
  readonly shorthand?: string
  /** pflag's name for it: bool, string, int, duration, stringSlice … */
  readonly type: string
  /** As help prints it. */
  readonly default: string
  /** The value of the flag alone, where that is allowed. */
  readonly bare?: string
  readonly required?: boolean
  readonly hidden?: boolean
  readonly deprecated?: string
  readonly meaning: string
  readonly example?: string
}

export interface CommandEntry {
  /** The words after kubectl. */
  readonly name: string
  readonly aliases: readonly string[]
  readonly group?: string
  readonly usage: string
  readonly summary: string
  readonly description?: string
  readonly examples: readonly Example[]
  readonly hidden?: boolean
  readonly deprecated?: string
  /** It only leads to its subcommands, and does nothing by itself. */
  readonly leads?: boolean
  /** Its own; the global ones are taken by every command. */
  readonly flags: readonly FlagEntry[]
}

export interface CommandTable {
  readonly commands: readonly CommandEntry[]
  readonly global: readonly FlagEntry[]
}

/** Every command, each before its subcommands, flags by name. */
export const commandTable = (): CommandTable => (gathered ??= { commands: below(root).map(commandEntry), global: flagEntries(globalFlags) })

let gathered: CommandTable | undefined

const below = (command: CommandDefinition): CommandDefinition[] => (command.subcommands ?? []).flatMap((sub) => [sub, ...below(sub)])

function commandEntry(command: CommandDefinition): CommandEntry {
  const { name, aliases = [], group, summary, description, examples = [], hidden, deprecated, flags } = command
  const leads = (command.subcommands !== undefined && command.run === undefined) || undefined
  const optional = { group, description, hidden, deprecated, leads }
  return { name, aliases, usage: usageLine(command), summary, examples, flags: flagEntries(flags, examples), ...defined(optional) }
}

const flagEntries = (flags: FlagTable, examples: readonly Example[] = []): FlagEntry[] =>
  Object.entries(flags)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, flag]) => flagEntry(name, flag, examples))

function flagEntry(name: string, flag: Flag<unknown>, examples: readonly Example[]): FlagEntry {
  const { shorthand, type, bare, required, hidden, deprecated, meaning } = flag
  // An example of the very command is better than one of some command.
  const uses = new RegExp(`\\s(--${name}${shorthand === undefined ? '' : `|-${shorthand}`})(?=[\\s=]|$)`)
  const example = examples.find(({ line }) => uses.test(line))?.line ?? flag.example
  return { name, type, default: defaultText(flag), meaning, ...defined({ shorthand, bare, required, hidden, deprecated, example }) }
}

/** Without what is undefined. */
const defined = <T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never
