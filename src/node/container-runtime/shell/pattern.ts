/** Shell patterns: `*`, `?`, `[a-z]`, `[!x]`. */

const cache = new Map<string, RegExp>()

/** Characters after a backslash stand for themselves. `path` keeps `*` from matching a slash. */
export function patternSource(pattern: string, options: { path?: boolean; shortest?: boolean } = {}): string {
  let source = ''
  const any = options.path ? '[^/]' : '[^]'
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i] as string
    if (char === '*') source += `${any}*${options.shortest ? '?' : ''}`
    else if (char === '?') source += any
    else if (char === '[') {
      const end = bracketEnd(pattern, i)
      if (end < 0) source += '\\['
      else {
        source += bracket(pattern.slice(i + 1, end))
        i = end
      }
    } else if (char === '\\' && i + 1 < pattern.length) source += escapeAll(pattern[++i] as string)
    else source += escapeAll(char)
  }
  return source
}

export function matches(text: string, pattern: string): boolean {
  let compiled = cache.get(pattern)
  if (!compiled) {
    compiled = new RegExp(`^(?:${patternSource(pattern)})$`)
    if (cache.size > 500) cache.clear()
    cache.set(pattern, compiled)
  }
  return compiled.test(text)
}

export const hasPattern = (text: string): boolean => /(^|[^\\])(\\\\)*[*?[]/.test(text)

export const escapeAll = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')

/** Makes every character of a quoted text stand for itself in a pattern. */
export const literal = (text: string): string => text.replace(/[*?[\]\\]/g, '\\$&')

function bracketEnd(pattern: string, start: number): number {
  let i = start + 1
  if (pattern[i] === '!' || pattern[i] === '^') i++
  if (pattern[i] === ']') i++
  for (; i < pattern.length; i++) {
    if (pattern.startsWith('[:', i)) {
      const end = pattern.indexOf(':]', i)
      if (end > 0) i = end + 1
    } else if (pattern[i] === ']') return i
  }
  return -1
}

export const classes: Readonly<Record<string, string>> = {
  alpha: 'a-zA-Z',
  digit: '0-9',
  alnum: 'a-zA-Z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\s',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`{-~',
  xdigit: '0-9a-fA-F',
  cntrl: '\\x00-\\x1f\\x7f',
  print: ' -~',
  graph: '!-~',
}

function bracket(inside: string): string {
  const negated = inside.startsWith('!') || inside.startsWith('^')
  const body = (negated ? inside.slice(1) : inside)
    .replace(/\\/g, '\\\\')
    .replace(/\[:(\w+):\]/g, (_, name: string) => classes[name] ?? '')
    .replace(/[\]^]/g, '\\$&')
  return `[${negated ? '^' : ''}${body}]`
}
