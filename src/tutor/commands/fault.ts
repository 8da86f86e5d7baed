/** `fault …`: makes something go wrong in the cluster, says what does, and ends it. */
import { humanDuration } from '../../api/duration.ts'
import type { FaultDefinition } from '../../faults/fault.ts'
import { commonFields, type Faults, type InjectedFault } from '../../faults/faults.ts'
import { FaultError, type Field } from '../../faults/field.ts'
import { faultDefinitions } from '../../faults/index.ts'
import type { CommandIo, ShellCommand } from '../../shell/command.ts'

/** The faults of a cluster and its time. */
export interface FaultedCluster {
  readonly faults: Faults
  readonly clock: { now(): number }
  settle(): void
}

export const fault = (cluster: FaultedCluster): ShellCommand => ({
  name: 'fault',
  summary: 'make something go wrong, on purpose (fault help)',
  async run(words, io) {
    try {
      return obey(cluster, words, io)
    } catch (error) {
      if (!(error instanceof FaultError)) throw error
      io.stderr(`fault: ${error.message}\n`)
      return 2
    }
  },
  complete: async (before, word) => candidates(cluster, before, word),
})

function obey(cluster: FaultedCluster, [first = 'list', ...rest]: readonly string[], io: CommandIo): number {
  if (first === 'list') io.stdout(listed(cluster))
  else if (first === 'help') io.stdout(rest[0] === undefined ? overview() : page(definitionOf(rest[0])))
  else if (first === 'clear') io.stdout(cleared(cluster, rest))
  else {
    const { id } = cluster.faults.inject(first, wordsOf(definitionOf(first), rest))
    cluster.settle()
    io.stdout(`fault ${id}: ${first} is in. \`fault\` lists whom it strikes, \`fault clear ${id}\` ends it.\n`)
  }
  return 0
}

function definitionOf(name: string): FaultDefinition {
  const definition = faultDefinitions.find((each) => each.name === name)
  if (!definition) throw new FaultError(`there is no fault ${JSON.stringify(name)}; \`fault help\` lists them`)
  return definition
}

/** `worker-1 --for=5m` and `--node worker-1 --for 5m` say the same. */
function wordsOf({ name, subject }: FaultDefinition, words: readonly string[]): Record<string, string> {
  const given: Record<string, string> = {}
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string
    const [, field, value] = /^--([a-z-]+)(?:=(.*))?$/s.exec(word) ?? []
    const key = field ?? subject
    if (key === undefined || (field === undefined && given[key] !== undefined))
      throw new FaultError(`${name} does not take ${JSON.stringify(word)}; see \`fault help ${name}\``)
    const text = field === undefined ? word : (value ?? words[++at])
    if (text === undefined) throw new FaultError(`--${field} needs a value; see \`fault help ${name}\``)
    given[key] = text
  }
  return given
}

function cleared({ faults, settle }: FaultedCluster, [which]: readonly string[]): string {
  const ids = which === 'all' ? faults.list().map(({ id }) => id) : [Number(which)]
  if (ids.some((id) => !faults.clear(id))) throw new FaultError(`which one? \`fault\` lists them by number; \`fault clear all\` ends all of them`)
  settle()
  return ids.length === 0 ? 'There are no faults.\n' : `fault ${ids.join(', ')}: cleared.\n`
}

function listed({ faults, clock }: FaultedCluster): string {
  const all = faults.list()
  if (all.length === 0) return 'There are no faults. `fault help` lists what can go wrong.\n'
  const now = clock.now()
  const rows = all.map((each) => [String(each.id), each.definition.name, told(each), stateText(each, now), struckText(each)])
  return table([['ID', 'FAULT', 'TOLD', 'STATE', 'STRUCK'], ...rows])
}

const told = ({ words }: InjectedFault): string =>
  Object.entries(words)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ') || '-'

function stateText({ state, begins, ends }: InjectedFault, now: number): string {
  if (state === 'waiting') return `begins in ${humanDuration(begins - now)}`
  if (state === 'over') return `over since ${humanDuration(now - (ends ?? now))}`
  return ends === undefined ? `active for ${humanDuration(now - begins)}` : `active, ends in ${humanDuration(ends - now)}`
}

/** The first few, and how many more. */
function struckText({ struck }: InjectedFault): string {
  const shown = [...struck].slice(0, 3).map(([who, times]) => (times === 1 ? who : `${who} x${times}`))
  if (struck.size > shown.length) shown.push(`and ${struck.size - shown.length} more`)
  return shown.join(', ') || '-'
}

function overview(): string {
  const rows = faultDefinitions.map(({ name, summary }) => [`  ${name}`, summary])
  return `What can go wrong:\n${table(rows)}\n${[
    'fault NAME …          puts one in; `fault help NAME` says what it may be told',
    'fault                 lists them, with whom they have struck so far',
    'fault clear ID|all    ends them',
  ].join('\n')}\n\nEvery fault may be told as well:\n${fieldLines(commonFields)}`
}

function page({ name, summary, signs, example, fields, subject }: FaultDefinition): string {
  const taken = subject ? ` [${(fields[subject] as Field).sign}]` : ''
  return `fault ${name}${taken}: ${summary}.\nYou will see: ${signs}.\n\n${fieldLines(fields)}\nAs every fault:\n${fieldLines(commonFields)}\nExample:\n  ${example}\n`
}

const fieldLines = (fields: Readonly<Record<string, Field<any>>>): string =>
  table(Object.entries(fields).map(([name, { sign, meaning, required }]) => [`  --${name}=${sign}`, `${meaning}${required ? ' (required)' : ''}`]))

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) => `${row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd((widths[column] ?? 0) + 2))).join('')}\n`).join('')
}

function candidates({ faults }: FaultedCluster, before: readonly string[], word: string): readonly string[] {
  const names = faultDefinitions.map(({ name }) => name)
  const [, first, ...rest] = before
  if (first === undefined) return ['list', 'help', 'clear', ...names].filter((each) => each.startsWith(word))
  if (first === 'help') return names.filter((each) => each.startsWith(word))
  if (first === 'clear') return ['all', ...faults.list().map(({ id }) => String(id))].filter((each) => each.startsWith(word))
  const definition = faultDefinitions.find(({ name }) => name === first)
  const fields = definition ? [...Object.keys(definition.fields), ...Object.keys(commonFields)] : []
  return fields.map((name) => `--${name}=`).filter((each) => each.startsWith(word) && !rest.includes(each))
}
