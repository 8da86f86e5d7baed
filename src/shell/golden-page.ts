/**
 * Golden pages: Markdown that shows a session, and is true. A fence `yaml NAME` is a file; a fence `console` holds lines
 * `$ command` (more lines of it start with `> `), what they print, and `? N` if they exit with N. Everything else is prose.
 */
import { readCommandLine } from './command-line.ts'

export interface Page {
  /** `key: value` lines between two `---` at the very top. */
  readonly header: Readonly<Record<string, string>>
  readonly parts: readonly Part[]
}

type Part =
  /** Prose, fences and whatever else stays as it is. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'file'; readonly name: string; readonly text: string }
  /** `words` are those after `console`: `step=look` is { step: 'look' }. */
  | { readonly kind: 'console'; readonly words: Readonly<Record<string, string>>; readonly exchanges: readonly Exchange[] }

export interface Exchange {
  /** 1 for the first line of the page. */
  readonly line: number
  readonly command: string
  readonly output: string
  readonly exitCode: number
}

export function parsePage(text: string): Page {
  const lines = text.split('\n')
  const end = lines[0] === '---' ? lines.indexOf('---', 1) : -1
  const parts: Part[] = []
  let prose = ''
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] as string
    prose += at === lines.length - 1 ? line : `${line}\n`
    const fence = /^```(\w+)\s*(.*)$/.exec(line)
    if (!fence) continue
    const close = lines.findIndex((other, index) => index > at && other === '```')
    if (close < 0) throw new Error(`line ${at + 1}: this fence has no end`)
    const [, language, rest = ''] = fence
    const body = lines.slice(at + 1, close)
    if (language === 'console' || rest !== '') {
      parts.push({ kind: 'text', text: prose })
      prose = ''
      parts.push(
        language === 'console'
          ? { kind: 'console', words: wordsOf(rest), exchanges: exchanges(body, at + 2) }
          : { kind: 'file', name: rest.trim(), text: `${body.join('\n')}\n` },
      )
    } else prose += body.map((inner) => `${inner}\n`).join('')
    prose += close === lines.length - 1 ? '```' : '```\n'
    at = close
  }
  parts.push({ kind: 'text', text: prose })
  return { header: end > 0 ? Object.fromEntries(lines.slice(1, end).map(headerLine)) : {}, parts }
}

const headerLine = (line: string): [string, string] => {
  const [key = '', ...value] = line.split(':')
  return [key.trim(), value.join(':').trim()]
}

const wordsOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    text
      .split(/\s+/)
      .filter((word) => word.includes('='))
      .map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]),
  )

function exchanges(lines: readonly string[], firstLine: number): Exchange[] {
  const result: { line: number; command: string; output: string; exitCode: number }[] = []
  for (const [index, line] of lines.entries()) {
    const last = result.at(-1)
    if (line.startsWith('$ ')) result.push({ line: firstLine + index, command: line.slice(2), output: '', exitCode: 0 })
    else if (!last) throw new Error(`line ${firstLine + index}: a console block starts with "$ command"`)
    else if (/^>( |$)/.test(line) && last.output === '' && isUnfinished(last.command)) last.command += `\n${line.slice(2)}`
    else if (/^\? \d+$/.test(line)) last.exitCode = Number(line.slice(2))
    else last.output += `${line}\n`
  }
  return result
}

const isUnfinished = (text: string): boolean => readCommandLine(text, () => undefined).kind === 'unfinished'

/** The page as text, as it was written. */
export function renderPage(page: Page): string {
  return page.parts.map((part) => (part.kind === 'text' ? part.text : part.kind === 'file' ? part.text : part.exchanges.map(renderExchange).join(''))).join('')
}

function renderExchange({ command, output, exitCode }: Exchange): string {
  const [first, ...more] = command.split('\n')
  const said = output === '' || output.endsWith('\n') ? output : `${output}\n`
  return `$ ${first}\n${more
    .map((line) => `> ${line}`.trimEnd())
    .map((line) => `${line}\n`)
    .join('')}${said}${exitCode === 0 ? '' : `? ${exitCode}\n`}`
}

/** Runs every command of the page, writing its files on the way; the page with what was really printed. */
export async function playPage(
  page: Page,
  shell: { write(name: string, text: string): void; run(command: string): Promise<{ output: string; exitCode: number }> },
): Promise<Page> {
  const parts: Part[] = []
  for (const part of page.parts) {
    if (part.kind === 'file') shell.write(part.name, part.text)
    if (part.kind !== 'console') {
      parts.push(part)
      continue
    }
    const played: Exchange[] = []
    for (const exchange of part.exchanges) played.push({ ...exchange, ...(await shell.run(exchange.command)) })
    parts.push({ ...part, exchanges: played })
  }
  return { ...page, parts }
}
