/** The text of `--field-selector`: `status.phase!=Running,metadata.name=web`. Models apimachinery pkg/fields. */

interface FieldRequirement {
  readonly field: string
  readonly operator: '=' | '!='
  readonly value: string
}

/** All of them must hold. */
export type FieldSelector = readonly FieldRequirement[]

/** The message is what Kubernetes says of the selector. */
class FieldSelectorError extends Error {}

/** Throws FieldSelectorError. Whether a kind knows the fields is for its resource to say. */
export function parseFieldSelector(text: string): FieldSelector {
  return terms(text)
    .sort()
    .filter((term) => term !== '')
    .map((term) => {
      const parts = /^(.*?)(!=|==|=)(.*)$/s.exec(term)
      if (!parts) throw new FieldSelectorError(`invalid selector: '${text}'; can't understand '${term}'`)
      return { field: parts[1]!, operator: parts[2] === '!=' ? '!=' : '=', value: unescaped(parts[3]!) }
    })
}

/** Parts between commas; a backslash keeps the sign after it. */
const terms = (text: string): string[] => {
  const found = ['']
  for (const part of text.match(/\\[\s\S]?|[^\\]/gu) ?? []) {
    if (part === ',') found.push('')
    else found[found.length - 1] += part
  }
  return found
}

function unescaped(text: string): string {
  return text.replace(/\\([\s\S]?)|[,=]/gu, (found, char: string | undefined) => {
    if (found === ',' || found === '=') throw new FieldSelectorError(`invalid field selector: unescaped character in value: ${found.codePointAt(0)}`)
    if (char === '\\' || char === ',' || char === '=') return char
    throw new FieldSelectorError(`invalid field selector: invalid escape sequence: ${found}`)
  })
}

/** Whether an object whose fields read so satisfies the selector; a missing field counts as empty. */
export const matchesFields = (selector: FieldSelector, read: (field: string) => string): boolean =>
  selector.every(({ field, operator, value }) => (read(field) === value) === (operator === '='))

/** Back to text. */
export const formatFieldSelector = (selector: FieldSelector): string =>
  selector.map(({ field, operator, value }) => `${field}${operator}${value.replace(/[\\,=]/g, '\\$&')}`).join(',')
