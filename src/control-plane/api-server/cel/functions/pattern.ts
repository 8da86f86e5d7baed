/** Regular expressions of RE2, as JavaScript takes them. */
import { EvaluationError } from '../language/issues.ts'

const compiled = new Map<string, RegExp>()

/** @throws EvaluationError for what is none. */
export function patternOf(text: string, flags = 'u'): RegExp {
  const key = `${flags}/${text}`
  let pattern = compiled.get(key)
  if (!pattern) {
    pattern = translate(text, flags)
    if (compiled.size > 1000) compiled.clear()
    compiled.set(key, pattern)
  }
  return pattern
}

/** Flags stand in front (`(?i)`), groups have a P, the ends of the text are \A and \z, and classes of POSIX have names. */
function translate(text: string, flags: string): RegExp {
  const leading = /^\(\?([imsU]+)\)/.exec(text)
  const wanted = [...new Set([...flags, ...(leading?.[1] ?? '').replace('U', '')])].join('')
  const body = text
    .slice(leading?.[0].length ?? 0)
    .replace(/\(\?P</g, '(?<')
    .replace(/\\A/g, '^')
    .replace(/\\z/g, '$')
    .replace(/\[:(\w+):\]/g, (whole, name: string) => posix[name] ?? whole)
    .replace(/\\([-_'"`=:;<>@#%&~!, ])/g, (whole, character: string) => (character === '-' ? whole : character))
  try {
    return new RegExp(body, wanted)
  } catch {
    try {
      return new RegExp(body, wanted.replace('u', ''))
    } catch (error) {
      throw new EvaluationError(`error parsing regexp: ${(error as Error).message.replace(/^Invalid regular expression: /, '')}`)
    }
  }
}

const posix: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\x00-\\x7F',
  blank: '\\t ',
  digit: '0-9',
  lower: 'a-z',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\s',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
}
