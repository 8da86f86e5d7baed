/** Heredocs: `<<END`, whose text begins after the line that names it. */
import type { Redirection } from './syntax.ts'
import { type Cursor, parseQuotedText } from './word-parser.ts'

export interface PendingHeredoc {
  readonly redirection: Redirection
  readonly delimiter: string
  /** A quoted delimiter keeps the text as it is. */
  readonly quoted: boolean
  readonly stripTabs: boolean
}

/** The heredoc that a redirection announces; its target is the delimiter until the text has been read. */
export const pendingHeredoc = (redirection: Redirection, stripTabs: boolean): PendingHeredoc => ({
  redirection,
  stripTabs,
  delimiter: redirection.target.map((part) => (part.kind === 'text' ? part.text : part.kind === 'parameter' ? `$${part.name}` : '')).join(''),
  quoted: redirection.target.some((part) => part.kind === 'text' && part.quoted),
})

/** Reads the text, and makes it the redirection's target. */
export function readHeredoc(cursor: Cursor, { redirection, delimiter, quoted, stripTabs }: PendingHeredoc): void {
  let text = ''
  for (;;) {
    if (cursor.done) cursor.fail(`here-document delimited by end-of-file (wanted "${delimiter}")`, true)
    const end = cursor.text.indexOf('\n', cursor.at)
    let line = cursor.text.slice(cursor.at, end < 0 ? undefined : end)
    cursor.skip(line.length + 1)
    if (stripTabs) line = line.replace(/^\t+/, '')
    if (line === delimiter) break
    text += `${line}\n`
  }
  const target = quoted ? [{ kind: 'text' as const, text, quoted: true }] : parseQuotedText(text, cursor.parseScript)
  ;(redirection as { target: Redirection['target'] }).target = target
}
