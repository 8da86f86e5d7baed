/** Anchors, aliases, tags and directives as the scanner reads them. Models go-yaml v2 scannerc.go. */
import { type Characters, isBlank, isBlankOrEnd, isBreak, scannerError } from './characters.ts'

const isAlpha = (char: string): boolean => /^[0-9A-Za-z_-]$/.test(char)

/** A name after `&` or `*`. */
export function scanAnchor(chars: Characters): string {
  chars.skip()
  let name = ''
  while (isAlpha(chars.peek())) name += chars.read()
  const end = chars.peek()
  if (name === '' || !(isBlankOrEnd(end) || '?:,]}%@`'.includes(end))) throw scannerError('did not find expected alphabetic or numeric character', chars.mark)
  return name
}

/** The tag as it is written: `!!str`, `!<tag:…>`, `!local`, `!`. */
export function scanTag(chars: Characters): string {
  const tag = chars.peek(1) === '<' ? verbatim(chars) : shorthand(chars)
  if (!isBlankOrEnd(chars.peek())) throw scannerError('did not find expected whitespace or line break', chars.mark)
  return tag
}

const uri = /^[0-9A-Za-z_;/?:@&=+$.!~*'()%,[\]-]$/

function verbatim(chars: Characters): string {
  chars.skip(2)
  let tag = ''
  while (uri.test(chars.peek())) tag += chars.read()
  if (tag === '') throw scannerError('did not find expected tag URI', chars.mark)
  if (chars.peek() !== '>') throw scannerError("did not find the expected '>'", chars.mark)
  chars.skip()
  return `!<${tag}>`
}

function shorthand(chars: Characters): string {
  let tag = chars.read()
  while (isAlpha(chars.peek())) tag += chars.read()
  if (chars.peek() === '!') tag += chars.read()
  const handle = tag
  while (uri.test(chars.peek()) && !',[]{}'.includes(chars.peek())) tag += chars.read()
  if (tag === handle && handle.length > 1 && handle.endsWith('!')) throw scannerError('did not find expected tag URI', chars.mark)
  return tag
}

/** `%YAML 1.1`, `%TAG ! tag:…`: the name and what follows it. */
export function scanDirective(chars: Characters): string {
  chars.skip()
  let name = ''
  while (isAlpha(chars.peek())) name += chars.read()
  if (name === '') throw scannerError('could not find expected directive name', chars.mark)
  if (!isBlankOrEnd(chars.peek())) throw scannerError('found unexpected non-alphabetical character', chars.mark)
  if (name !== 'YAML' && name !== 'TAG') throw scannerError('found unknown directive name', chars.mark)
  let rest = ''
  while (chars.peek() !== '' && !isBreak(chars.peek()) && !(chars.peek() === '#' && isBlank(rest.at(-1) ?? ' '))) rest += chars.read()
  while (chars.peek() !== '' && !isBreak(chars.peek())) chars.skip()
  return `${name} ${rest.trim()}`
}
