/** The table of commands and flags to browse: what `ktutor flags` prints. */
import type { CommandEntry, CommandTable, FlagEntry } from '../../kubectl/flag-table.ts'
import { nearestWord } from './nearest-word.ts'

export interface FlagPage {
  readonly lines: readonly string[]
  /** Whether what was asked for exists. */
  readonly found: boolean
  /** What `--output json` prints. */
  readonly value: unknown
}

/** No words for all commands, the words of a command for its flags, and one more for one of its flags. A word that is no command is looked up as a flag everywhere. */
export function flagPage(table: CommandTable, words: readonly string[]): FlagPage {
  if (words.length === 0) return { lines: allCommands(table), found: true, value: table }
  const { command, rest } = findCommand(table, words)
  if (command === undefined) return anywhere(table, words[0] as string)
  if (rest.length === 0) return { lines: commandLines(table, command), found: true, value: command }
  const flag = [...command.flags, ...table.global].find((entry) => isCalled(entry, rest[0] as string))
  if (flag) return { lines: flagLines(flag, command), found: true, value: flag }
  return missing(
    `kubectl ${command.name} has no flag ${rest[0]}`,
    rest[0] as string,
    [...command.flags, ...table.global].map(({ name }) => `--${name}`),
  )
}

/** The longest command that the words begin with. */
function findCommand({ commands }: CommandTable, words: readonly string[]): { command: CommandEntry | undefined; rest: readonly string[] } {
  const plain = words.filter((word, i) => i > 0 || word !== 'kubectl')
  for (let length = plain.length; length > 0; length--) {
    const command = commands.find(({ name, aliases }) => {
      const path = name.split(' ')
      return path.length === length && path.every((part, i) => part === plain[i] || (i === length - 1 && aliases.includes(plain[i] as string)))
    })
    if (command) return { command, rest: plain.slice(length) }
  }
  return { command: undefined, rest: plain }
}

/** `--namespace`, `namespace`, `-n` and `n` are the same question; underscores are as good as dashes. */
function isCalled({ name, shorthand }: FlagEntry, word: string): boolean {
  const plain = word.replace(/^--?/, '').replace(/=.*$/, '').replaceAll('_', '-')
  return plain === name || plain === shorthand
}

const visible = <T extends { readonly hidden?: boolean }>(entries: readonly T[]): readonly T[] => entries.filter(({ hidden }) => hidden !== true)

function allCommands({ commands, global }: CommandTable): string[] {
  // As in kubectl's own list, without the two that are help themselves.
  const shown = visible(commands).filter(({ name }) => name !== 'help' && name !== 'options')
  const width = Math.max(...shown.map(({ name }) => name.length))
  const count = shown.reduce((sum, { flags }) => sum + visible(flags).length, 0)
  return [
    `${shown.length} commands with ${count} flags, and ${global.length} flags that every command takes.`,
    '',
    ...shown.map(({ name, summary, flags }) => `  ${name.padEnd(width)}  ${String(visible(flags).length || '').padStart(2)}  ${summary}`),
    '',
    'ktutor flags COMMAND shows the flags of one, ktutor flags COMMAND FLAG one flag, ktutor flags FLAG who has it.',
  ]
}

function commandLines({ global, commands }: CommandTable, command: CommandEntry): string[] {
  const own = visible(command.flags)
  const below = visible(commands).filter(({ name }) => name.startsWith(`${command.name} `))
  return [
    command.usage,
    command.summary,
    ...(below.length > 0 ? ['', `Leads to: ${below.map(({ name }) => name.slice(command.name.length + 1)).join(', ')}`] : []),
    '',
    ...(own.length > 0 ? own.flatMap(shortLines) : ['No flags of its own.']),
    '',
    `And the ${global.length} flags that every command takes: kubectl options lists them.`,
  ]
}

const head = ({ name, shorthand, type, default: value }: FlagEntry): string =>
  `${shorthand === undefined ? '    ' : `-${shorthand}, `}--${name}=${type === 'string' ? `'${value}'` : value}`

const shortLines = (flag: FlagEntry): string[] => [`  ${head(flag)}${flag.required ? '  (required)' : ''}`, `        ${flag.meaning}`]

function flagLines(flag: FlagEntry, command: CommandEntry): string[] {
  const { type, bare, required, deprecated, meaning, example, shorthand, name } = flag
  return [
    `kubectl ${command.name} ${shorthand === undefined ? '' : `-${shorthand}, `}--${name}`,
    '',
    `  ${meaning}`,
    '',
    `  type      ${type}`,
    `  default   ${flag.default === '' ? 'nothing' : flag.default}`,
    ...(bare === undefined ? [] : [`  alone     means ${bare}`]),
    ...(required ? ['  required  yes'] : []),
    ...(deprecated === undefined ? [] : [`  deprecated ${deprecated}`]),
    ...(example === undefined ? [] : [`  example   ${example}`]),
  ]
}

/** All commands that have this flag, by what it means there. */
function anywhere({ commands, global }: CommandTable, word: string): FlagPage {
  const found = [...commands.map((command) => ({ where: command.name, flags: command.flags })), { where: 'every command', flags: global }].flatMap(
    ({ where, flags }) => flags.filter((flag) => isCalled(flag, word)).map((flag) => ({ where, flag })),
  )
  if (found.length === 0)
    return missing(`no command and no flag is called ${word}`, word, [...commands.map(({ name }) => name), ...global.map(({ name }) => `--${name}`)])
  const meanings = new Map<string, { flag: FlagEntry; where: string[] }>()
  for (const { where, flag } of found) {
    const key = `${head(flag)} ${flag.meaning}`
    const known = meanings.get(key)
    if (known) known.where.push(where)
    else meanings.set(key, { flag, where: [where] })
  }
  const lines = [...meanings.values()].flatMap(({ flag, where }) => [...shortLines(flag), `        in: ${where.join(', ')}`, ''])
  return { lines: lines.slice(0, -1), found: true, value: [...meanings.values()] }
}

function missing(what: string, word: string, choices: readonly string[]): FlagPage {
  const near = nearestWord(word, choices)
  return { lines: [`${what}${near === undefined ? '' : `; did you mean ${near}?`}`], found: false, value: { error: what, ...(near && { didYouMean: near }) } }
}
