/** The words of one kubectl command: verb, kind, names, flags with their values. */
import type { CommandDefinition } from '../../kubectl/command.ts'
import { lastWord } from '../../kubectl/find-command.ts'
import type { Flag, FlagTable } from '../../kubectl/flags.ts'
import { globalFlags } from '../../kubectl/global-flags.ts'
import { defaultText } from '../../kubectl/help.ts'
import { root } from '../../kubectl/kubectl.ts'
import { byShorthand, normalName } from '../../kubectl/parse-flags.ts'
import type { Part } from './explain-line.ts'
import { notesOn, type Seen } from './flag-notes.ts'
import { kindOf } from './kind-words.ts'
import { nearestWord } from './nearest-word.ts'

export function explainKubectl(words: readonly string[]): Part[] {
  return new Line(words).parts()
}

class Line {
  readonly #words: string[]
  readonly #parts: Part[] = []
  readonly #seen: Seen[] = []
  #command: CommandDefinition = root
  #arguments = 0
  /** The command is not known, so nothing can be said of what follows. */
  #lost = false
  #clusterScoped: string | undefined

  constructor(words: readonly string[]) {
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
    const { notes } = notesOn({ command: this.#command, seen: this.#seen, clusterScoped: this.#clusterScoped })
    return this.#parts.map((part, i) => {
      const own = notes.get(i)
      return own ? { ...part, notes: [...(part.notes ?? []), ...own] } : part
    })
  }

  get #flags(): FlagTable {
    return { ...globalFlags, ...this.#command.flags }
  }

  #add(part: Part): void {
    this.#parts.push(part)
  }

  #long(word: string): void {
    const equals = word.indexOf('=')
    const name = normalName(word.slice(2, equals < 0 ? undefined : equals))
    const flag = this.#flags[name]
    if (!flag) return void this.#unknownFlag(word, name)
    const takesNext = equals < 0 && flag.bare === undefined
    const value = equals >= 0 ? word.slice(equals + 1) : takesNext ? this.#words.shift() : flag.bare
    this.#flag(takesNext && value !== undefined ? `${word} ${value}` : word, name, flag, value)
  }

  /** `-n shop`, `-nshop`, `-n=shop`, `-it`. */
  #short(word: string): void {
    const letter = word[1] as string
    const found = byShorthand(this.#flags, letter)
    if (!found) return void this.#unknownFlag(word, letter)
    const [name, flag] = found
    const rest = word.slice(2)
    if (flag.bare !== undefined && rest !== '' && !rest.startsWith('=')) {
      this.#flag(`-${letter}`, name, flag, flag.bare)
      return void this.#short(`-${rest}`)
    }
    if (rest !== '') return void this.#flag(word, name, flag, rest.replace(/^=/, ''))
    const value = flag.bare ?? this.#words.shift()
    this.#flag(flag.bare === undefined && value !== undefined ? `${word} ${value}` : word, name, flag, value)
  }

  #flag(text: string, name: string, flag: Flag<any>, value: string | undefined): void {
    this.#seen.push({ index: this.#parts.length, name, value })
    const own = Object.hasOwn(this.#command.flags, name)
    const long = text.startsWith('--') ? (flag.shorthand ? `short: -${flag.shorthand}` : '') : `--${name}`
    const notes = [
      ...(flag.deprecated ? [`deprecated: ${flag.deprecated}`] : []),
      ...(value === undefined ? ['its value is missing'] : []),
      ...(value !== undefined && !this.#accepts(flag, value) ? [`${JSON.stringify(value)} is no value for it (${flag.type})`] : []),
      ...(value !== undefined && value === defaultText(flag) ? ['that is its default, so it changes nothing'] : []),
    ]
    this.#add({
      text,
      role: 'flag',
      says: `${flag.meaning}${long === '' ? '' : ` (${long})`}`,
      flag: {
        name,
        ...(flag.shorthand ? { shorthand: flag.shorthand } : {}),
        type: flag.type,
        default: defaultText(flag),
        scope: own ? 'command' : 'global',
        ...(flag.deprecated ? { deprecated: flag.deprecated } : {}),
      },
      ...(notes.length > 0 ? { notes } : {}),
    })
  }

  #accepts(flag: Flag<any>, value: string): boolean {
    // What the shell fills in is not known yet.
    if (/[$`]/.test(value)) return true
    try {
      flag.parse(value.replace(/^(['"])(.*)\1$/s, '$2'), flag.default, false)
      return true
    } catch {
      return false
    }
  }

  #unknownFlag(word: string, name: string): void {
    const near = nearestWord(name, Object.keys(this.#flags))
    const place = this.#command === root ? 'kubectl' : `kubectl ${this.#command.name}`
    this.#add({ text: word, role: 'unknown', says: `${place} has no such flag`, ...(near ? { notes: [`did you mean --${near}?`] } : {}) })
  }

  #bare(word: string): void {
    const next =
      this.#arguments === 0 ? this.#command.subcommands?.find((candidate) => lastWord(candidate) === word || candidate.aliases?.includes(word)) : undefined
    if (next) {
      this.#command = next
      return void this.#add({ text: word, role: 'command', says: next.summary, ...(next.deprecated ? { notes: [`deprecated: ${next.deprecated}`] } : {}) })
    }
    this.#arguments++
    if (this.#lost) return void this.#add({ text: word, role: 'argument', says: 'for whatever command was meant' })
    const near = this.#arguments === 1 ? nearestWord(word, (this.#command.subcommands ?? []).map(lastWord)) : undefined
    const mustLead = this.#command === root || (this.#command.subcommands !== undefined && this.#command.run === undefined)
    if (mustLead || near) {
      this.#lost = true
      const place = this.#command === root ? 'kubectl' : `kubectl ${this.#command.name}`
      return void this.#add({ text: word, role: 'unknown', says: `no command of ${place}`, ...(near ? { notes: [`did you mean ${near}?`] } : {}) })
    }
    this.#argument(word)
  }

  #argument(word: string): void {
    const [kind = '', name] = word.split('/')
    const known = kind.split(',').map(kindOf)
    const isKind = this.#arguments === 1 && takesKind(this.#command) && known.every((one) => one !== undefined)
    if (!isKind) return void this.#add({ text: word, role: 'name', says: nameSays(this.#command) })
    if (known.every((one) => one?.namespaced === false)) this.#clusterScoped = known.map((one) => one?.kind).join(', ')
    const says = known.map((one) => `${one?.kind}: ${one?.says}`).join('; ')
    this.#add({ text: word, role: 'kind', says: name === undefined ? says : `${says}; the one with the name ${name}` })
  }
}

const takesKind = ({ usage, name }: CommandDefinition): boolean =>
  /TYPE|KIND|RESOURCE|\(POD|NODE/.test(usage) ||
  ['get', 'describe', 'delete', 'label', 'annotate', 'edit', 'patch', 'scale', 'wait', 'explain', 'expose'].includes(name)

function nameSays({ name }: CommandDefinition): string {
  if (name === 'explain') return 'the field to explain'
  if (name === 'label' || name === 'annotate') return 'a name, or KEY=VALUE to set, KEY- to take away'
  if (name.startsWith('create ')) return `the name of the new ${name.split(' ').at(-1)}`
  if (name === 'run') return 'the name of the new pod'
  return 'a name'
}
