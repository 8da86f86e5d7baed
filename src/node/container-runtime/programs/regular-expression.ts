/** POSIX regular expressions, basic and extended, as JavaScript's. */
import { classes } from '../shell/pattern.ts'

export function regularExpression(pattern: string, options: { extended: boolean; flags?: string }): RegExp {
  return new RegExp(source(pattern, options.extended), options.flags ?? '')
}

function source(pattern: string, extended: boolean): string {
  let result = ''
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i] as string
    if (char === '[') {
      const end = bracketEnd(pattern, i)
      if (end < 0) throw new SyntaxError('Unmatched [')
      result += bracket(pattern.slice(i + 1, end))
      i = end
    } else if (char === '\\') {
      const next = pattern[++i] ?? ''
      if (!extended && '(){}|+?'.includes(next)) result += next
      else if (next === '<' || next === '>') result += '\\b'
      else if (/[1-9]/.test(next)) result += `\\${next}`
      else if (/[wWsSbBnt]/.test(next)) result += `\\${next}`
      else result += next.replace(/[.*+?^${}()|[\]\\/]/, '\\$&')
    } else if (!extended && '(){}|+?'.includes(char)) result += `\\${char}`
    else if (!extended && char === '*' && (result === '' || result.endsWith('(') || result === '^')) result += '\\*'
    else if (!extended && char === '^' && i > 0 && !pattern.slice(0, i).endsWith('\\(') && !pattern.slice(0, i).endsWith('\\|')) result += '\\^'
    else if (!extended && char === '$' && i < pattern.length - 1 && !pattern.slice(i + 1).startsWith('\\)') && !pattern.slice(i + 1).startsWith('\\|'))
      result += '\\$'
    else if (extended && char === '{' && !/^\{\d*,?\d*\}/.test(pattern.slice(i))) result += '\\{'
    else result += char === '/' ? '\\/' : char
  }
  return result
}

function bracketEnd(pattern: string, start: number): number {
  let i = start + 1
  if (pattern[i] === '^') i++
  if (pattern[i] === ']') i++
  for (; i < pattern.length; i++) {
    if (pattern.startsWith('[:', i)) i = pattern.indexOf(':]', i) + 1
    else if (pattern[i] === ']') return i
  }
  return -1
}

function bracket(inside: string): string {
  const negated = inside.startsWith('^')
  const body = (negated ? inside.slice(1) : inside)
    .replace(/\\/g, '\\\\')
    .replace(/\]/g, '\\]')
    .replace(/\[:(\w+):\\\]/g, (_, name: string) => classes[name] ?? '')
    .replace(/\^/g, '\\^')
  return `[${negated ? '^' : ''}${body}]`
}
