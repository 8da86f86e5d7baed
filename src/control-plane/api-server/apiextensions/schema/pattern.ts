/** Patterns of schemas are regular expressions of Go (RE2): much as JavaScript's, without what looks around or back. */

const compiled = new Map<string, RegExp | string>()
/** So that patterns of definitions long gone do not stay for ever. */
const most = 1000

/** The expression, or why it is none, in Go's words. */
export function compilePattern(pattern: string): RegExp | string {
  let made = compiled.get(pattern)
  if (made === undefined) {
    if (compiled.size >= most) compiled.clear()
    compiled.set(pattern, (made = compile(pattern)))
  }
  return made
}

function compile(pattern: string): RegExp | string {
  const unsupported = unsupportedIn(pattern)
  if (unsupported !== undefined) return `error parsing regexp: ${unsupported}`
  const { source, flags } = translated(pattern)
  try {
    return new RegExp(source, flags)
  } catch (error) {
    return `error parsing regexp: ${whatIsWrong(pattern, (error as Error).message)}`
  }
}

/** What JavaScript allows and Go does not. */
function unsupportedIn(pattern: string): string | undefined {
  const look = /(?<!\\)\(\?(=|!|<=|<!)/.exec(pattern)
  if (look) return `invalid or unsupported Perl syntax: \`(?${look[1]?.startsWith('<') ? '<' : look[1]}\``
  const reference = /(?<!\\)(?:\\\\)*(\\[1-9])/.exec(pattern)
  if (reference) return `invalid escape sequence: \`${reference[1]}\``
  const sequence = /(?<!\\)(?:\\\\)*(\\[ceghijklmoquyRXYZ])/.exec(pattern)
  return sequence ? `invalid escape sequence: \`${sequence[1]}\`` : undefined
}

function translated(pattern: string): { source: string; flags: string } {
  const inline = /^\(\?([ims]+)\)/.exec(pattern)
  const flags = `u${inline?.[1] ?? ''}`
  const source = pattern
    .slice(inline?.[0].length ?? 0)
    .replace(/\\A/g, '^')
    .replace(/\\z/g, '$')
    .replace(/\(\?P</g, '(?<')
    .replace(/\\p([A-Z])/g, '\\p{$1}')
    .replace(/\[:alnum:\]/g, 'A-Za-z0-9')
    .replace(/\[:alpha:\]/g, 'A-Za-z')
    .replace(/\[:digit:\]/g, '0-9')
    .replace(/\[:lower:\]/g, 'a-z')
    .replace(/\[:upper:\]/g, 'A-Z')
    .replace(/\[:space:\]/g, '\\s')
    .replace(/\[:xdigit:\]/g, '0-9A-Fa-f')
  // JavaScript's Unicode mode refuses escapes of harmless signs, which Go allows.
  return { source: source.replace(/\\([^\w\s\\^$.*+?()[\]{}|/-])/gu, '$1'), flags }
}

function whatIsWrong(pattern: string, message: string): string {
  if (/Unterminated group/.test(message)) return `missing closing ): \`${pattern}\``
  if (/Unmatched '\)'/.test(message)) return `unexpected ): \`${pattern}\``
  if (/Unterminated character class/.test(message)) return `missing closing ]: \`${pattern.slice(pattern.lastIndexOf('['))}\``
  if (/Lone quantifier brackets|Nothing to repeat/.test(message)) return `missing argument to repetition operator: \`${/[*+?{]/.exec(pattern)?.[0] ?? ''}\``
  if (/Range out of order/.test(message)) return `invalid character class range: \`${/.-./.exec(pattern)?.[0] ?? ''}\``
  return `invalid escape sequence: \`${/\\./.exec(pattern)?.[0] ?? pattern}\``
}
