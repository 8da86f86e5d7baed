/** The digits of pi, rounded to so many: `3.1416` are five. By Machin's formula, in whole numbers. */
export function piDigits(digits: number): string {
  const guard = 10
  const unit = 10n ** BigInt(digits + guard)
  const arcOfInverse = (x: bigint): bigint => {
    let term = unit / x
    let sum = term
    for (let n = 3n, sign = -1n; term !== 0n; n += 2n, sign = -sign) {
      term /= x * x
      sum += sign * (term / n)
    }
    return sum
  }
  const pi = 4n * (4n * arcOfInverse(5n) - arcOfInverse(239n))
  const cut = 10n ** BigInt(guard + 1)
  const text = String((pi + cut / 2n) / cut)
  return text.length > 1 ? `${text[0]}.${text.slice(1)}` : text
}
