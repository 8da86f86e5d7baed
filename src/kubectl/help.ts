/** `--help`: built from a command's definition in the order and form of the real help. Models kubernetes/kubectl pkg/util/templates. */

import { formatDuration } from '../api/duration.ts'
import type { CommandDefinition } from './command.ts'
import { lastWord } from './find-command.ts'
import type { Flag, FlagTable } from './flags.ts'

const groups = [
  'Basic Commands (Beginner)',
  'Basic Commands (Intermediate)',
  'Deploy Commands',
  'Cluster Management Commands',
  'Troubleshooting and Debugging Commands',
  'Advanced Commands',
  'Settings Commands',
  'Subcommands provided by plugins',
]

/** The help of a command; lines are folded at `width` columns, 0 for never. */
export function helpText(command: CommandDefinition, width: number): string {
  return `${fold(about(command), width)}\n\n${usageText(command, width)}`
}

/** Help without its first paragraphs: what follows a wrong use. */
export function usageText(command: CommandDefinition, width: number): string {
  const sections = [aliases(command), examples(command), subcommands(command)].filter((section) => section !== '').map((section) => fold(section, width))
  const options = flagsText(command.flags, width)
  if (options !== '') sections.push(`Options:\n${options.trimEnd()}`)
  sections.push(fold(`Usage:\n  ${usageLine(command)}`, width), fold(tips(command), width))
  return `${sections.join('\n\n')}\n`
}

/** How wide help may be: as on a terminal of 80, 100 or 120 columns, and unfolded elsewhere. */
export function helpWidth(terminal: { readonly stdout: boolean; readonly columns: number }): number {
  if (!terminal.stdout) return 0
  return [120, 100, 80].find((step) => terminal.columns >= step) ?? 0
}

export const usageLine = (command: CommandDefinition): string => {
  const line = `kubectl ${command.usage}`
  return line.includes('[options]') ? line : `${line} [options]`
}

function about(command: CommandDefinition): string {
  const sentence = /[.!?]$/.test(command.summary) ? command.summary : `${command.summary}.`
  if (command.description === undefined) return sentence
  const paragraphs = command.description.trim().split(/\n{2,}/)
  return [sentence, ...paragraphs.map((paragraph) => ` ${paragraph}`)].join('\n\n')
}

function aliases(command: CommandDefinition): string {
  return command.aliases === undefined || command.aliases.length === 0 ? '' : `Aliases:\n${[lastWord(command), ...command.aliases].join(', ')}`
}

function examples(command: CommandDefinition): string {
  if (command.examples === undefined || command.examples.length === 0) return ''
  const parts = command.examples.map(({ about, line }) => `  # ${about}\n  ${line.split('\n').join('\n  ')}`)
  return `Examples:\n${parts.join('\n  \n')}`
}

function subcommands(command: CommandDefinition): string {
  const all = (command.subcommands ?? []).filter((sub) => sub.hidden !== true && sub.deprecated === undefined)
  if (all.length === 0) return ''
  const width = Math.max(11, ...(command.subcommands ?? []).map((sub) => lastWord(sub).length))
  const list = (heading: string, commands: readonly CommandDefinition[]) =>
    [`${heading}:`, ...commands.map((sub) => `  ${lastWord(sub).padEnd(width)}   ${sub.summary.replace(/\.$/, '')}`)].join('\n')
  const sorted = [...all].sort((a, b) => (lastWord(a) < lastWord(b) ? -1 : 1))
  if (command.name !== '') return list('Available Commands', sorted)
  const others = sorted.filter((sub) => sub.group === undefined || !groups.includes(sub.group))
  return [
    ...groups.map((heading) =>
      list(
        heading,
        all.filter((sub) => sub.group === heading),
      ),
    ),
    list(
      'Other Commands',
      others.filter((sub) => !notListed.includes(sub.name)),
    ),
  ].join('\n\n')
}

const notListed = ['options', 'help']

function tips(command: CommandDefinition): string {
  const path = command.name === '' ? 'kubectl' : `kubectl ${command.name}`
  const more = command.subcommands?.length ? `Use "${path} <command> --help" for more information about a given command.\n` : ''
  return `${more}Use "kubectl options" for a list of global command-line options (applies to all commands).`
}

/** The flags of a table, sorted, each with its default and meaning; '' if there are none to show. */
export function flagsText(flags: FlagTable, width: number): string {
  return Object.entries(flags)
    .filter(([, flag]) => flag.hidden !== true)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, flag]) => flagText(name, flag, width))
    .join('')
}

function flagText(name: string, flag: Flag<any>, width: number): string {
  const value = flag.type === 'string' ? `'${defaultText(flag)}'` : defaultText(flag)
  const head = `    ${flag.shorthand === undefined ? '' : `-${flag.shorthand}, `}--${name}=${value}:`
  const meaning = `${flag.meaning}${flag.deprecated === undefined ? '' : ` (DEPRECATED: ${flag.deprecated})`}`
  const folded = fold(meaning.replaceAll('\n', ' '), width === 0 ? 0 : width - 10)
  return `${head}\n\t${folded.replaceAll('\n', '\n\t')}\n\n`
}

/** The default of a flag as help prints it. */
export function defaultText(flag: Flag<any>): string {
  if (flag.shown !== undefined) return flag.shown
  if (flag.type === 'duration') return formatDuration(flag.default)
  if (Array.isArray(flag.default)) return `[${flag.default.join(',')}]`
  if (typeof flag.default === 'object' && flag.default !== null)
    return `[${Object.entries(flag.default)
      .map(([key, value]) => `${key}=${value}`)
      .join(',')}]`
  return String(flag.default)
}

/** Breaks lines between words so that none is longer than `width`, where words allow; leading blanks stay. */
function fold(text: string, width: number): string {
  if (width <= 0) return text
  return text
    .split('\n')
    .map((line) => foldLine(line, width))
    .join('\n')
}

function foldLine(line: string, width: number): string {
  const pieces = line.match(/\s*\S+/g)
  if (!pieces) return line
  let result = ''
  let length = 0
  for (const piece of pieces) {
    if (length > 0 && length + piece.length > width) {
      const word = piece.trimStart()
      result += `\n${word}`
      length = word.length
    } else {
      result += piece
      length += piece.length
    }
  }
  return result
}
