/** The name that was probably meant, or undefined if none is near. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  const near = names.map((name) => ({ name, distance: distance(word.toLowerCase(), name) })).sort((a, b) => a.distance - b.distance)[0]
  if (near === undefined) return undefined
  const begun = names.find((name) => name.startsWith(word.toLowerCase()) && word.length > 2)
  return begun ?? (near.distance <= Math.max(2, near.name.length / 3) ? near.name : undefined)
}

/** Levenshtein's: how many letters differ. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1))
    row = next
  }
  return row[b.length] as number
}
