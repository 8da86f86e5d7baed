/** `ktutor flags`: the table of kubectl's commands and flags in the terminal, or as JSON. */
import { flagPage } from '../../tutor/insight/flag-pages.ts'
import { shippedTable } from './shipped-table.ts'

const help = `ktutor flags                     all commands
ktutor flags COMMAND             the flags of a command
ktutor flags COMMAND FLAG        one flag: type, default, meaning
ktutor flags FLAG                who has this flag
With --output json at the end: the same for programs.
`

/** @returns the exit status: 1 if there is no such command or flag. */
export function showFlags(words: readonly string[]): number {
  if (words.length === 1 && ['--help', '-h'].includes(words[0] as string)) {
    process.stdout.write(help)
    return 0
  }
  const { asked, json } = withoutOutput(words)
  const page = flagPage(shippedTable, asked)
  const text = json ? JSON.stringify(page.value, undefined, 2) : page.lines.join('\n')
  ;(page.found || json ? process.stdout : process.stderr).write(`${json || page.found ? '' : 'ktutor: '}${text}\n`)
  return page.found ? 0 : 1
}

/** `--output json` at the end says how; without json behind it, it is a flag that is asked about. */
function withoutOutput(words: readonly string[]): { asked: readonly string[]; json: boolean } {
  if (words.at(-1) === '--output=json') return { asked: words.slice(0, -1), json: true }
  if (words.at(-1) === 'json' && words.at(-2) === '--output') return { asked: words.slice(0, -2), json: true }
  return { asked: words, json: false }
}
