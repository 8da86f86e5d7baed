/**
 * Fields that stand twice in one JSON object. JSON.parse keeps the last and says nothing, so the text is scanned once
 * more; only strings and brackets matter, because the text is known to be valid JSON.
 */
interface Level {
  readonly path: string
  readonly keys: Set<string> | undefined
  index: number
  key: string
}

/** Paths of duplicate fields, as strict decoding names them: `spec.replicas`, `spec.containers[0].image`. */
export function duplicateFields(text: string): string[] {
  const found: string[] = []
  const stack: Level[] = []
  let expectKey = false
  for (let i = 0; i < text.length; i++) {
    const c = text[i]
    const top = stack.at(-1)
    if (c === '"') {
      const end = endOfString(text, i)
      if (expectKey && top?.keys) {
        top.key = JSON.parse(text.slice(i, end + 1)) as string
        if (top.keys.has(top.key)) found.push(join(top.path, top.key))
        top.keys.add(top.key)
        expectKey = false
      }
      i = end
    } else if (c === '{' || c === '[') {
      stack.push({ path: top ? childPath(top) : '', keys: c === '{' ? new Set() : undefined, index: 0, key: '' })
      expectKey = c === '{'
    } else if (c === '}' || c === ']') {
      stack.pop()
      expectKey = false
    } else if (c === ',' && top) {
      if (top.keys) expectKey = true
      else top.index++
    }
  }
  return found
}

const childPath = (level: Level): string => (level.keys ? join(level.path, level.key) : `${level.path}[${level.index}]`)

const join = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`)

function endOfString(text: string, start: number): number {
  let i = start + 1
  while (text[i] !== '"') i += text[i] === '\\' ? 2 : 1
  return i
}
