/** Image references: `nginx` is `docker.io/library/nginx:latest`. Models distribution/reference. */

export interface ImageReference {
  /** `docker.io` */
  readonly registry: string
  /** `library/nginx` */
  readonly path: string
  /** `docker.io/library/nginx` */
  readonly repository: string
  /** Undefined where only a digest is given. */
  readonly tag?: string
  /** `sha256:…` */
  readonly digest?: string
  /** The full text: `docker.io/library/nginx:1.27`. */
  readonly text: string
}

const component = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*'
const shape = new RegExp(`^((?:[a-zA-Z0-9.-]+(?::[0-9]+)?/)?${component}(?:/${component})*)(?::([\\w][\\w.-]{0,127}))?(?:@([a-z0-9]+:[0-9a-f]{32,}))?$`)

/** What was read lately: a cluster runs many containers of few images. */
const recent = new Map<string, ImageReference | undefined>()
const mostRecent = 500

/** Reads and completes a reference; undefined if its form is not allowed. */
export function parseImageReference(image: string): ImageReference | undefined {
  if (recent.has(image)) return recent.get(image)
  if (recent.size >= mostRecent) recent.clear()
  const reference = read(image)
  recent.set(image, reference)
  return reference
}

function read(image: string): ImageReference | undefined {
  const match = shape.exec(image)
  if (!match?.[1]) return undefined
  const slash = match[1].indexOf('/')
  const first = match[1].slice(0, Math.max(slash, 0))
  const hasRegistry = first !== '' && (/[.:]/.test(first) || first === 'localhost')
  if (!hasRegistry && match[1] !== match[1].toLowerCase()) return undefined
  const registry = hasRegistry ? first.replace(/^index\.docker\.io$/, 'docker.io') : 'docker.io'
  const bare = hasRegistry ? match[1].slice(slash + 1) : match[1]
  const path = registry === 'docker.io' && !bare.includes('/') ? `library/${bare}` : bare
  const digest = match[3]
  const tag = match[2] ?? (digest ? undefined : 'latest')
  const repository = `${registry}/${path}`
  return {
    registry,
    path,
    repository,
    ...(tag ? { tag } : {}),
    ...(digest ? { digest } : {}),
    text: `${repository}${tag ? `:${tag}` : ''}${digest ? `@${digest}` : ''}`,
  }
}
