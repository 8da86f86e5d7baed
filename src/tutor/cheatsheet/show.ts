/** The cheat sheet as lines for a terminal, and as Markdown for the wall. */
import type { Paint } from '../player/speech.ts'
import { wrap } from '../player/wrap.ts'
import type { CheatLine, Topic } from './schema.ts'

/** Longer lines get their sentence below them. */
const widestLine = 62

export const names =
  'hello, pair and crash are pods, web is a deployment and its service, shop a namespace, worker-1 a node, ann a user: put your own names in their place.'

/** Coloured lines; `columns`: how wide the terminal is. */
export function asTable(topics: readonly Topic[], paint: Paint, columns: number): string[] {
  const width = Math.min(
    widestLine,
    Math.max(...topics.flatMap(({ lines }) => lines.map(({ line }) => line.length)).filter((length) => length <= widestLine), 0),
  )
  return topics.flatMap(({ title, lines }) => [paint.bold(title), ...lines.flatMap((line) => row(line, paint, width, columns)), ''])
}

function row(line: CheatLine, paint: Paint, width: number, columns: number): string[] {
  const beside = line.line.length <= width && columns - width - 4 >= 40
  const margin = beside ? width + 4 : 6
  const prose = remarks(line).flatMap((remark) => wrap(remark, Math.max(24, Math.min(columns, 140) - margin)))
  const [first = '', ...others] = beside ? prose : ['', ...prose]
  return [
    `  ${coloured(line.line, paint)}${first && `${' '.repeat(width - line.line.length + 2)}${first}`}`,
    ...others.map((text) => `${' '.repeat(margin)}${text}`),
  ]
}

const remarks = ({ says, needs, ends, status }: CheatLine): string[] => [
  says,
  ...(needs === undefined ? [] : [`Needs ${needs}.`]),
  ...(ends === undefined ? [] : ['Ctrl-C ends it.']),
  ...(status === 0 || /exit status/.test(says) ? [] : [`Its exit status is ${status} here.`]),
]

/** Flags apart from the rest. */
const coloured = (line: string, paint: Paint): string =>
  line.replace(/(^|\s)(--?[a-zA-Z][-a-zA-Z]*)|[^\s]+/g, (word, blank?: string, flag?: string) =>
    flag === undefined ? paint.cyan(word) : `${blank}${paint.yellow(flag)}`,
  )

/** A page for the wall. */
export function asMarkdown(topics: readonly Topic[]): string {
  const cell = (text: string): string => text.replaceAll('|', '\\|')
  const tables = topics.map(({ title, lines }) =>
    [
      `## ${title}`,
      '',
      '| command | what it does |',
      '|---|---|',
      ...lines.map((line) => `| ${fenced(cell(line.line))} | ${cell(remarks(line).join(' '))} |`),
      '',
    ].join('\n'),
  )
  return `# kubectl cheat sheet\n\n${names}\n\n${tables.join('\n')}`
}

/** Code in Markdown; what holds a backtick wants two around it. */
const fenced = (text: string): string => (text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``)
