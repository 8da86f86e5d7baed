/** The words of one kubectl command: verb, kind, names, flags with their values. */
import type { CommandEntry, CommandTable, FlagEntry } from '../../kubectl/flag-table.ts'
import { type FlagTable, readers } from '../../kubectl/flags.ts'
import { globalFlags } from '../../kubectl/global-flags.ts'
import type { Part } from './explain-line.ts'
import { notesOn, type Seen } from './flag-notes.ts'
import { kindOf } from './kind-words.ts'
import { nearestWord } from './nearest-word.ts'

export function explainKubectl(words: readonly string[], table: CommandTable): Part[] {
  return new Line(words, table).parts()
}

class Line {
  readonly #words: string[]
  readonly #parts: Part[] = []
  readonly #seen: Seen[] = []
  /** undefined: kubectl itself. */
  #command: CommandEntry | undefined
  #arguments = 0
  /** The command is not known, so nothing can be said of what follows. */
  #lost = false
  #clusterScoped: string | undefined

  constructor(
    words: readonly string[],
    private readonly table: CommandTable,
  ) {
    this.#words = [...words]
  }

  parts(): Part[] {
    for (let word = this.#words.shift(); word !== undefined; word = this.#words.shift()) {
      if (word === '--') {
        this.#add({ text: '--', role: 'operator', says: 'what follows belongs to the program in the container, not to kubectl' })
        for (const rest of this.#words.splice(0)) this.#add({ text: rest, role: 'argument', says: 'for the program in the container' })
      } else if (/^--./.test(word)) this.#long(word)
      else if (/^-./.test(word)) this.#short(word)
      else this.#bare(word)
    }
    const { notes } = notesOn({ seen: this.#seen, clusterScoped: this.#clusterScoped })
    return this.#parts.map((part, i) => {
      const own = notes.get(i)
      return own ? { ...part, notes: [...(part.notes ?? []), ...own] } : part
    })
  }

  /** The command's own flags go before global ones of the same name. */
  get #flags(): readonly FlagEntry[] {
    return [...(this.#command?.flags ?? []), ...this.table.global]
  }

  /** The words that may follow. */
  get #subcommands(): readonly CommandEntry[] {
    const before = this.#command === undefined ? [] : this.#command.name.split(' ')
    return this.table.commands.filter(({ name }) => name.split(' ').slice(0, -1).join(' ') === before.join(' '))
  }

  get #place(): string {
    return this.#command === undefined ? 'kubectl' : `kubectl ${this.#command.name}`
  }

  #add(part: Part): void {
    this.#parts.push(part)
  }

  #long(word: string): void {
    const equals = word.indexOf('=')
    const name = normalName(word.slice(2, equals < 0 ? undefined : equals))
    const flag = this.#flags.find((one) => one.name === name)
    if (!flag) return void this.#unknownFlag(word, name)
    const takesNext = equals < 0 && flag.bare === undefined
    const value = equals >= 0 ? word.slice(equals + 1) : takesNext ? this.#words.shift() : flag.bare
    this.#flag(takesNext && value !== undefined ? `${word} ${value}` : word, flag, value)
  }

  /** `-n shop`, `-nshop`, `-n=shop`, `-it`. */
  #short(word: string): void {
    const letter = word[1] as string
    const flag = this.#flags.find(({ shorthand }) => shorthand === letter)
    if (!flag) return void this.#unknownFlag(word, letter)
    const rest = word.slice(2)
    if (flag.bare !== undefined && rest !== '' && !rest.startsWith('=')) {
      this.#flag(`-${letter}`, flag, flag.bare)
      return void this.#short(`-${rest}`)
    }
    if (rest !== '') return void this.#flag(word, flag, rest.replace(/^=/, ''))
    const value = flag.bare ?? this.#words.shift()
    this.#flag(flag.bare === undefined && value !== undefined ? `${word} ${value}` : word, flag, value)
  }

  #flag(text: string, flag: FlagEntry, value: string | undefined): void {
    const { name } = flag
    this.#seen.push({ index: this.#parts.length, name, value })
    const own = this.#command?.flags.includes(flag) ?? false
    const long = text.startsWith('--') ? (flag.shorthand ? `short: -${flag.shorthand}` : '') : `--${name}`
    const notes = [
      ...(flag.deprecated ? [`deprecated: ${flag.deprecated}`] : []),
      ...(value === undefined ? ['its value is missing'] : []),
      ...(value !== undefined && !accepts(flag, own, value) ? [`${JSON.stringify(value)} is no value for it (${flag.type})`] : []),
      ...(value !== undefined && value === flag.default ? ['that is its default, so it changes nothing'] : []),
    ]
    this.#add({
      text,
      role: 'flag',
      says: `${flag.meaning}${long === '' ? '' : ` (${long})`}`,
      flag: {
        name,
        ...(flag.shorthand ? { shorthand: flag.shorthand } : {}),
        type: flag.type,
        default: flag.default,
        scope: own ? 'command' : 'global',
        ...(flag.deprecated ? { deprecated: flag.deprecated } : {}),
      },
      ...(notes.length > 0 ? { notes } : {}),
    })
  }

  #unknownFlag(word: string, name: string): void {
    const near = nearestWord(
      name,
      this.#flags.map((flag) => flag.name),
    )
    this.#add({ text: word, role: 'unknown', says: `${this.#place} has no such flag`, ...(near ? { notes: [`did you mean --${near}?`] } : {}) })
  }

  #bare(word: string): void {
    const subcommands = this.#arguments === 0 ? this.#subcommands : []
    const next = subcommands.find((candidate) => lastWord(candidate) === word || candidate.aliases.includes(word))
    if (next) {
      this.#command = next
      return void this.#add({ text: word, role: 'command', says: next.summary, ...(next.deprecated ? { notes: [`deprecated: ${next.deprecated}`] } : {}) })
    }
    this.#arguments++
    if (this.#lost) return void this.#add({ text: word, role: 'argument', says: 'for whatever command was meant' })
    const near = this.#arguments === 1 ? nearestWord(word, subcommands.map(lastWord)) : undefined
    if (!this.#command || this.#command.leads || near) {
      this.#lost = true
      return void this.#add({ text: word, role: 'unknown', says: `no command of ${this.#place}`, ...(near ? { notes: [`did you mean ${near}?`] } : {}) })
    }
    this.#argument(word, this.#command)
  }

  #argument(word: string, command: CommandEntry): void {
    const [kind = '', name] = word.split('/')
    const known = kind.split(',').map(kindOf)
    const isKind = this.#arguments === 1 && takesKind(command) && known.every((one) => one !== undefined)
    if (!isKind) return void this.#add({ text: word, role: 'name', says: nameSays(command) })
    if (known.every((one) => one?.namespaced === false)) this.#clusterScoped = known.map((one) => one?.kind).join(', ')
    const says = known.map((one) => `${one?.kind}: ${one?.says}`).join('; ')
    this.#add({ text: word, role: 'kind', says: name === undefined ? says : `${says}; the one with the name ${name}` })
  }
}

const lastWord = ({ name }: CommandEntry): string => name.split(' ').at(-1) as string

/** Underscores are as good as dashes in a flag's name. */
const normalName = (name: string): string => name.replaceAll('_', '-')

function accepts({ name, type }: FlagEntry, own: boolean, value: string): boolean {
  // What the shell fills in is not known yet.
  if (/[$`]/.test(value)) return true
  const read = own ? readers[type] : (globalFlags as FlagTable)[name]?.parse
  try {
    read?.(value.replace(/^(['"])(.*)\1$/s, '$2'), undefined, false)
    return true
  } catch {
    return false
  }
}

const takesKind = ({ usage, name }: CommandEntry): boolean =>
  /TYPE|KIND|RESOURCE|\(POD|NODE/.test(usage) ||
  ['get', 'describe', 'delete', 'label', 'annotate', 'edit', 'patch', 'scale', 'wait', 'explain', 'expose'].includes(name)

function nameSays({ name }: CommandEntry): string {
  if (name === 'explain') return 'the field to explain'
  if (name === 'label' || name === 'annotate') return 'a name, or KEY=VALUE to set, KEY- to take away'
  if (name.startsWith('create ')) return `the name of the new ${name.split(' ').at(-1)}`
  if (name === 'run') return 'the name of the new pod'
  return 'a name'
}
