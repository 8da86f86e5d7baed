/** From text to events, by js-yaml, and its complaints in go-yaml's words. */
import { EVENT_ID, getScalarValue, parseEvents, SCALAR_STYLE, YAMLException } from 'js-yaml'
import { DocumentError } from './error.ts'
import type { YamlEvent } from './event.ts'

/** The events of the first document of a text. Throws DocumentError. */
export function parse(text: string): YamlEvent[] {
  refuseControlCharacters(text)
  try {
    return translate(text)
  } catch (error) {
    if (error instanceof YAMLException) throw new DocumentError(goMessage(error))
    throw error
  }
}

function refuseControlCharacters(text: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u0080-\u0084\u0086-\u009f\ufffe\uffff]/.test(text))
    throw new DocumentError('control characters are not allowed')
}

function translate(text: string): YamlEvent[] {
  const source = text.replaceAll('\u0085', '\n')
  const starts = [0]
  for (let i = source.indexOf('\n'); i !== -1; i = source.indexOf('\n', i + 1)) starts.push(i + 1)
  const lineAt = (offset: number): number => {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (starts[middle]! <= offset) low = middle
      else high = middle - 1
    }
    return low
  }
  const slice = (start: number, end: number): string => (start === -1 ? '' : source.slice(start, end))
  const events: YamlEvent[] = []
  let depth = 0
  for (const event of parseEvents(source, { maxDepth: 10_000 })) {
    if (event.type === EVENT_ID.DOCUMENT) {
      if (events.length > 0) break
      continue
    }
    if (event.type === EVENT_ID.POP) {
      if (depth-- > 0) events.push({ type: 'end', line: 0 })
      else break
    } else if (event.type === EVENT_ID.ALIAS) {
      events.push({ type: 'alias', anchor: slice(event.anchorStart, event.anchorEnd), line: lineAt(event.anchorStart) })
    } else {
      const tag = tagName(slice(event.tagStart, event.tagEnd))
      const anchor = slice(event.anchorStart, event.anchorEnd)
      if (event.type === EVENT_ID.SCALAR) {
        const plain = event.style === SCALAR_STYLE.PLAIN
        const value = event.valueStart === -1 ? '' : getScalarValue(source, event)
        events.push({ type: 'scalar', value, plain, tag, anchor, line: lineAt(Math.max(0, event.valueStart)) })
      } else {
        depth++
        events.push({ type: event.type === EVENT_ID.MAPPING ? 'mapping' : 'sequence', tag, anchor, line: lineAt(event.start) })
      }
    }
  }
  return events
}

const tagName = (text: string): string => (text === '!' ? '!!str' : text.startsWith('!<') ? text.slice(2, -1) : text)

const wordings: readonly (readonly [RegExp, string])[] = [
  [/tab characters/, 'found character that cannot start any token'],
  [/bad indentation of a mapping entry|can not read a block mapping entry/, 'mapping values are not allowed in this context'],
  [/bad indentation of a sequence entry/, 'did not find expected key'],
  [/expected ':'/, "could not find expected ':'"],
  [/unexpected end of the stream within a (single|double) quoted/, 'found unexpected end of stream'],
  [/missed comma|within a flow collection/, "did not find expected ',' or ']'"],
  [/end of the stream or a document separator/, 'did not find expected <document start>'],
]

function goMessage(error: YAMLException): string {
  const line = (error.mark?.line ?? 0) + 1
  const text = wordings.find(([pattern]) => pattern.test(error.reason))?.[1] ?? 'did not find expected node content'
  return `line ${line}: ${text}`
}
