/** Where in a YAML file a field stands, so that an error in a lesson can name its line. */
import { EVENT_ID, getScalarValue, parseEvents } from 'js-yaml'

export type Path = readonly (string | number)[]

interface Open {
  readonly kind: 'mapping' | 'sequence'
  readonly path: Path
  key: string | undefined
  index: number
}

/** Lines (from 1) of every field and item, by their path joined with '/'. */
export function fieldLines(source: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>()
  const starts = lineStarts(source)
  const stack: Open[] = []
  const place = (offset: number): Path => {
    const top = stack.at(-1)
    if (!top) return []
    const path = [...top.path, top.kind === 'sequence' ? top.index++ : (top.key ?? '')]
    if (top.kind === 'mapping') top.key = undefined
    if (!lines.has(path.join('/'))) lines.set(path.join('/'), lineAt(starts, offset))
    return path
  }
  for (const event of parseEvents(source, { maxDepth: 100 })) {
    const top = stack.at(-1)
    if (event.type === EVENT_ID.POP) stack.pop()
    else if (event.type === EVENT_ID.SCALAR) {
      const value = event.valueStart === -1 ? '' : getScalarValue(source, event)
      if (top?.kind === 'mapping' && top.key === undefined) {
        top.key = value
        lines.set([...top.path, value].join('/'), lineAt(starts, Math.max(0, event.valueStart)))
      } else place(Math.max(0, event.valueStart))
    } else if (event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE)
      stack.push({ kind: event.type === EVENT_ID.MAPPING ? 'mapping' : 'sequence', path: place(event.start), key: undefined, index: 0 })
    else if (event.type === EVENT_ID.ALIAS) place(event.anchorStart)
  }
  return lines
}

/** The line of a field, or of the nearest field around it that is in the file. */
export function lineOf(lines: ReadonlyMap<string, number>, path: Path): number {
  for (let length = path.length; length > 0; length--) {
    const line = lines.get(path.slice(0, length).join('/'))
    if (line !== undefined) return line
  }
  return 1
}

function lineStarts(source: string): number[] {
  const starts = [0]
  for (let i = source.indexOf('\n'); i !== -1; i = source.indexOf('\n', i + 1)) starts.push(i + 1)
  return starts
}

const lineAt = (starts: readonly number[], offset: number): number => starts.findLastIndex((start) => start <= offset) + 1
