/**
 * Remembers what a pure function made of its text: keys and certificates of a session follow from its seed, and are asked
 * for again whenever it is played again. Only the last `most` are kept.
 */
export function remembered<T>(most: number, make: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>()
  return (text) => {
    if (known.has(text)) return known.get(text) as T
    const made = make(text)
    if (known.size >= most) known.delete(known.keys().next().value as string)
    known.set(text, made)
    return made
  }
}
