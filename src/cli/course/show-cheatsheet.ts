/** `ktutor cheatsheet`, and the word at a lesson's prompt: the cheat sheet, or what is looked for in it. */
import type { CommandIo } from '../../shell/command.ts'
import { findLines } from '../../tutor/cheatsheet/find.ts'
import { loadCheatsheet } from '../../tutor/cheatsheet/load.ts'
import type { Topic } from '../../tutor/cheatsheet/schema.ts'
import { asMarkdown, asTable, names } from '../../tutor/cheatsheet/show.ts'
import { wrap } from '../../tutor/player/wrap.ts'
import { colours } from '../colours.ts'
import { filesOf, lessonsFolder } from './lessons-folder.ts'
import { nearest } from './nearest.ts'

type Io = Pick<CommandIo, 'stdout' | 'stderr'>

/**
 * Words may be flags to look for, so that only --output and --help are ours.
 * @returns the exit status.
 */
export function showCheatsheet(given: readonly string[], io: Io): number {
  const { output, words } = parse(given)
  if (['-h', '--help'].includes(words.join(' '))) return help(io)
  if (output !== undefined && !formats.includes(output)) {
    io.stderr(`ktutor: cheatsheet --output ${output}: there is ${formats.join(' and ')}\n`)
    return 2
  }
  const sheet = loadCheatsheet(filesOf(lessonsFolder()))
  const found = findLines(sheet, words)
  if (found.length === 0) return unknown(words, sheet.topics, io)
  if (output === 'markdown') io.stdout(asMarkdown(found))
  else {
    const paint = colours(process.stdout, process.env)
    const columns = process.stdout.columns ?? 120
    const remarks = wrap(words.length === 0 ? names : `${names} Without a word, cheatsheet shows all.`, Math.min(columns, 100))
    const lines = [...asTable(found, paint, columns), ...remarks.map((line) => paint.dim(line))]
    io.stdout(`${lines.join('\n')}\n`)
  }
  return 0
}

const formats = ['table', 'markdown']

/** `--output markdown`, `--output=markdown`; whatever else begins with a dash is looked for. */
function parse(given: readonly string[]): { output: string | undefined; words: readonly string[] } {
  const at = given.findIndex((word) => word === '--output' || word.startsWith('--output='))
  const [flag = ''] = at < 0 ? [] : given.slice(at)
  const value = flag.includes('=') ? flag.slice('--output='.length) : given[at + 1]
  if (at < 0 || value === undefined) return { output: undefined, words: given.filter((word) => word !== '--') }
  const rest = given.toSpliced(at, flag.includes('=') ? 1 : 2)
  return { output: value, words: rest.filter((word) => word !== '--') }
}

function unknown(words: readonly string[], topics: readonly Topic[], io: Io): number {
  const near = nearest(
    words.join(' '),
    topics.map(({ id }) => id),
  )
  const guess = near === undefined ? '' : ` Did you mean ${near}?`
  io.stderr(`ktutor: the cheat sheet has nothing on ${JSON.stringify(words.join(' '))}.${guess} Its topics are:\n`)
  for (const { id, title, lines } of topics) io.stderr(`  ${id.padEnd(16)}${title}, ${lines.length} lines\n`)
  return 1
}

function help(io: Io): number {
  io.stdout(`Usage: ktutor cheatsheet [topic | words...] [--output table|markdown]

The everyday commands by task: all, those of a topic, or those in which every word
occurs. A word may be a kind (po, pod) or a flag (-n, --namespace).

Examples:
  ktutor cheatsheet pods
  ktutor cheatsheet rollout undo
  ktutor cheatsheet --selector
  ktutor cheatsheet --output markdown > cheatsheet.md
`)
  return 0
}
