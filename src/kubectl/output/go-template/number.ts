import { unquote } from '../../../api/jsonpath/unquote.ts'
import { goQuote } from '../go-value.ts'
import type { Token } from './lex.ts'
import { GoNumber, int } from './values.ts'

/** A number as it is written in a template, or what is wrong with it. */
export function numberOf({ kind, text }: Token): GoNumber | string {
  if (kind === 'char-constant') {
    const char = unquote(text)
    if (char === undefined || [...char].length !== 1) return `malformed character constant: ${text}`
    return int(char.codePointAt(0)!)
  }
  const plain = text.replaceAll('_', '').replace(/^\+/, '')
  const octal = /^-?0\d+$/.test(plain) ? plain.replace(/^(-?)0/, '$10o') : plain
  const value = octal.startsWith('-') ? -Number(octal.slice(1)) : Number(octal)
  if (Number.isNaN(value)) return `illegal number syntax: ${goQuote(text)}`
  const float = /[.eE]/.test(plain) && !/^-?0x/i.test(plain)
  return float ? new GoNumber(value, 'float64') : int(value)
}
