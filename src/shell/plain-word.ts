/** The value of a word that bash need not be asked about. */
import { endOfPart } from './tokens.ts'

export type Variables = (name: string) => string | undefined

/** The word without its quotes and with its variables; undefined if bash must read it (substitutions, globs, braces, splitting). */
export function plainWord(text: string, variable: Variables): string | undefined {
  let word = ''
  let at = 0
  while (at < text.length) {
    const end = endOfPart(text, at) as number
    const part = text.slice(at, Math.max(end, at + 1))
    const plain = plainPart(part, text, at, variable)
    if (plain === undefined) return undefined
    word += plain.value
    at += plain.length ?? part.length
  }
  return word
}

function plainPart(part: string, text: string, at: number, variable: Variables): { value: string; length?: number } | undefined {
  const first = part[0] as string
  if (first === "'") return { value: part.slice(1, -1) }
  if (first === '\\') return { value: part[1] === '\n' ? '' : (part[1] as string) }
  if (first === '"') return quoted(part.slice(1, -1), variable)
  if (first === '$') {
    const named = nameOfVariable(text.slice(at))
    const value = named && variable(named.name)
    // An unquoted value that is empty or has blanks or globs in it would become no word, or several.
    return named && value && !/[\s*?[]/.test(value) ? { value, length: named.length } : undefined
  }
  if (first === '~' ? at === 0 : /[`*?[\]{}]/.test(first)) return undefined
  return { value: first }
}

function quoted(inner: string, variable: Variables): { value: string } | undefined {
  if (/`|\$\(/.test(inner)) return undefined
  let value = ''
  for (let at = 0; at < inner.length; ) {
    const named = inner[at] === '$' ? nameOfVariable(inner.slice(at)) : undefined
    if (inner[at] === '$' && inner[at + 1] === '{' && !named) return undefined
    if (inner[at] === '\\' && /[$`"\\\n]/.test(inner[at + 1] ?? '')) {
      value += inner[at + 1] === '\n' ? '' : inner[at + 1]
      at += 2
    } else {
      value += named ? (variable(named.name) ?? '') : inner[at]
      at += named?.length ?? 1
    }
  }
  return { value }
}

function nameOfVariable(text: string): { name: string; length: number } | undefined {
  const match = /^\$(?:([A-Za-z_]\w*|\?)|\{([A-Za-z_]\w*|\?)\})/.exec(text)
  return match ? { name: (match[1] ?? match[2]) as string, length: match[0].length } : undefined
}
