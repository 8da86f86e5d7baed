/** The order of keys in YAML: letters after all else, runs of digits by their value. Models go-yaml v2 sorter.go. */

const isLetter = (char: string): boolean => /\p{L}/u.test(char)
const isDigit = (char: string | undefined): boolean => char !== undefined && /\p{Nd}/u.test(char)

export function naturalOrder(left: string, right: string): number {
  const a = [...left]
  const b = [...right]
  const shorter = Math.min(a.length, b.length)
  for (let i = 0; i < shorter; i++) if (a[i] !== b[i]) return differ(a, b, i)
  return a.length - b.length
}

function differ(a: readonly string[], b: readonly string[], at: number): number {
  const left = a[at]!
  const right = b[at]!
  const letters = [isLetter(left), isLetter(right)]
  if (letters[0] && letters[1]) return left < right ? -1 : 1
  if (letters[0] || letters[1]) return letters[1] ? -1 : 1
  const first = number(a, at, left === '0' || right === '0')
  const second = number(b, at, left === '0' || right === '0')
  if (first.value !== second.value) return first.value < second.value ? -1 : 1
  if (first.end !== second.end) return first.end - second.end
  return left < right ? -1 : 1
}

/** The number that stands at a place; one that goes on with a zero is led by a 1 in place of the digits before it. */
function number(chars: readonly string[], at: number, zero: boolean): { value: number; end: number } {
  let value = zero && continues(chars, at) ? 1 : 0
  let end = at
  for (; isDigit(chars[end]); end++) value = value * 10 + Number(chars[end])
  return { value, end }
}

function continues(chars: readonly string[], at: number): boolean {
  for (let i = at - 1; i >= 0 && isDigit(chars[i]); i--) if (chars[i] !== '0') return true
  return false
}
