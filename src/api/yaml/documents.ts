/** Splits a stream into documents as kubectl does, by lines, before YAML is read. Models apimachinery pkg/util/yaml decoder.go. */
import { YamlError } from './error.ts'

export interface DocumentText {
  readonly text: string
  /** The line of the whole text that the document begins with, counted from 0. */
  readonly firstLine: number
}

/** Throws YamlError where anything but a comment follows `---` on its line; documents before it come first. */
export function* documents(text: string): Generator<DocumentText> {
  const lines = text.split(/\r?\n/)
  if (lines.at(-1) === '') lines.pop()
  let from = 0
  for (const [index, line] of lines.entries()) {
    if (!line.startsWith('---')) continue
    const rest = line.slice(3).trim()
    if (rest !== '' && !rest.startsWith('#')) throw new YamlError(`invalid Yaml document separator: ${rest}`, index + 1)
    // A separator with nothing before it belongs to the document that it opens, and counts as its first line.
    if (index === from) continue
    yield { text: joined(lines, from, index), firstLine: from }
    from = index + 1
  }
  if (from < lines.length) yield { text: joined(lines, from, lines.length), firstLine: from }
}

const joined = (lines: readonly string[], from: number, to: number): string => `${lines.slice(from, to).join('\n')}\n`
