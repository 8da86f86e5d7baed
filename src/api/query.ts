/** The query of an address: `limit=5&labelSelector=app%3Dweb`. */

/** Names that are repeated have several values. Badly escaped text stays as it is. */
export function queryOf(text: string): Record<string, readonly string[]> {
  const query: Record<string, string[]> = {}
  for (const pair of text.split('&').filter((part) => part !== '')) {
    const [name = '', value = ''] = pair.split(/=(.*)/s).map(decoded)
    Object.defineProperty(query, name, { value: [...(Object.hasOwn(query, name) ? (query[name] ?? []) : []), value], enumerable: true, configurable: true })
  }
  return query
}

function decoded(text: string): string {
  const plain = text.replaceAll('+', ' ')
  try {
    return decodeURIComponent(plain)
  } catch {
    return plain
  }
}
