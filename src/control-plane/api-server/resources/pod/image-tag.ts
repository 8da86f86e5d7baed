/** What an image reference says about pulling. Models pkg/util/parsers. */

/** The tag of an image: `latest` if it names neither tag nor digest, empty if it names only a digest. */
function tagOf(image: string): string {
  const [name = '', digest] = image.split('@', 2)
  const last = name.slice(name.lastIndexOf('/') + 1)
  const colon = last.lastIndexOf(':')
  if (colon >= 0) return last.slice(colon + 1)
  return digest === undefined ? 'latest' : ''
}

export const pullPolicyOf = (image: string): 'Always' | 'IfNotPresent' => (tagOf(image) === 'latest' ? 'Always' : 'IfNotPresent')
