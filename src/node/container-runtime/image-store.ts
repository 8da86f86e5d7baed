/** The images of a node, and the registries they come from: what exists there, how long a pull takes, how it fails. */
import type { Obstacles } from '../../api/obstacles.ts'
import type { Clock } from '../../clock.ts'
import { Random } from '../../random.ts'
import type { PullResult } from './cri.ts'
import type { ImageDefinition, LocalImage } from './image.ts'
import { type ImageReference, parseImageReference } from './image-reference.ts'
import { apiHost, type Pull, type PullTrouble, pullError } from './pull-trouble.ts'
import type { Disk } from './usage/disk.ts'

export interface ImageStoreOptions {
  /** The disk that images lie on. */
  readonly disk?: Disk
  readonly clock: Clock
  readonly random: Random
  readonly definitions: readonly ImageDefinition[]
  readonly nodeName?: string
  /** Bytes per second. */
  readonly bandwidth?: number
  /** What may go wrong with pulls. */
  readonly troubles?: Obstacles<Pull, PullTrouble>
}

const registries = new Set([
  'docker.io',
  'registry.k8s.io',
  'quay.io',
  'ghcr.io',
  'gcr.io',
  'mcr.microsoft.com',
  'public.ecr.aws',
  'k8s.gcr.io',
  'us-docker.pkg.dev',
  'mirror.gcr.io',
  'docker.elastic.co',
])

interface Refusal {
  readonly text: string
  /** Seconds, where it takes longer than an answer. */
  readonly timeout?: number
}

interface ListedImage {
  readonly names: readonly string[]
  readonly sizeBytes: number
}

export class ImageStore {
  readonly #images = new Map<string, LocalImage>()
  #listed: readonly ListedImage[] | undefined
  readonly #pulling = new Map<string, ((result: PullResult) => void)[]>()

  constructor(private readonly options: ImageStoreOptions) {}

  find(image: string): LocalImage | undefined {
    const reference = parseImageReference(image)
    if (!reference) return undefined
    return this.#images.get(reference.text) ?? (reference.digest ? this.#images.get(`${reference.repository}@${reference.digest}`) : undefined)
  }

  /** Images on the node, as `node.status.images` lists them; the same list as long as they are the same. */
  list(): readonly ListedImage[] {
    return (this.#listed ??= this.#list())
  }

  #list(): readonly ListedImage[] {
    const byId = new Map<string, { names: string[]; sizeBytes: number }>()
    for (const [name, image] of this.#images) {
      const entry = byId.get(image.id) ?? { names: [image.id], sizeBytes: image.size }
      if (!name.includes('@')) entry.names.push(name)
      byId.set(image.id, entry)
    }
    return [...byId.values()].sort((a, b) => b.sizeBytes - a.sizeBytes)
  }

  /** Removes the images that are none of these; those that belong to the runtime itself stay. */
  removeUnused(used: ReadonlySet<LocalImage>): void {
    this.#listed = undefined
    const removed = new Set([...this.#images.values()].filter((image) => !used.has(image) && !image.definition.repository.endsWith('/pause')))
    for (const [name, image] of this.#images) if (removed.has(image)) this.#images.delete(name)
    for (const image of removed) this.options.disk?.addImage(-unpacked(image))
  }

  /** Puts an image on the node without a pull, as a node's installer does. */
  preload(image: string): void {
    const reference = parseImageReference(image)
    const definition = reference && this.#definition(reference)
    if (reference && definition) this.#add(reference, definition)
  }

  /** Pulls of one reference at the same time share one download. */
  pull(image: string, done: (result: PullResult) => void): void {
    const reference = parseImageReference(image)
    if (!reference) {
      done({ ok: false, error: `failed to parse image reference "${image}": invalid reference format` })
      return
    }
    const waiting = this.#pulling.get(reference.text)
    if (waiting) {
      waiting.push(done)
      return
    }
    this.#pulling.set(reference.text, [done])
    const { seconds, finish } = this.#attempt(reference)
    this.options.clock.after(Math.round(seconds * 1000), () => {
      const result = finish()
      const callers = this.#pulling.get(reference.text) ?? []
      this.#pulling.delete(reference.text)
      for (const caller of callers) caller(result)
    })
  }

  #attempt(reference: ImageReference): { seconds: number; finish: () => PullResult } {
    const { random, bandwidth = 24e6 } = this.options
    const resolving = random.between(0.6, 1.4)
    const definition = this.#definition(reference)
    const error = this.#trouble(reference, definition) ?? (definition ? undefined : this.#refusal(reference))
    if (error || !definition) return { seconds: error?.timeout ?? resolving, finish: () => ({ ok: false, error: error?.text ?? '' }) }
    const size = sizeOf(definition, reference.tag ?? 'latest')
    const present = this.#hasLayers(definition, reference)
    const seconds = resolving + (present ? 0 : (size / bandwidth) * random.between(0.8, 1.3))
    return {
      seconds,
      finish: () => {
        const image = this.#add(reference, definition)
        return { ok: true, imageId: image.id, size: image.size }
      },
    }
  }

  /** Whether the image is here, by this name or another: then there is nothing to download. */
  #hasLayers(definition: ImageDefinition, { text, tag }: ImageReference): boolean {
    const same = (image: LocalImage | undefined): boolean => image?.definition === definition && image.tag === tag
    if (same(this.#images.get(text))) return true
    for (const image of this.#images.values()) if (same(image)) return true
    return false
  }

  #trouble(reference: ImageReference, definition: ImageDefinition | undefined): Refusal | undefined {
    if (!this.options.troubles?.any) return undefined
    const digest = definition && (reference.digest ?? digestOf(definition, reference.tag ?? 'latest'))
    const pull = { nodeName: this.options.nodeName ?? '', image: reference, digest }
    const trouble = this.options.troubles.meet(pull)
    // Whoever asks too often is told so only where there is something to get.
    return trouble && !(trouble === 'rate-limited' && digest === undefined) ? pullError(trouble, pull) : undefined
  }

  /** How the registry says that it has no such image. */
  #refusal(reference: ImageReference): Refusal {
    const head = `failed to pull and unpack image "${reference.text}": failed to resolve reference "${reference.text}": `
    const host = apiHost(reference.registry)
    const url = `https://${host}/v2/${reference.path}/manifests/${reference.digest ?? reference.tag}`
    const definition = this.#repository(reference)
    if (!definition && !registries.has(reference.registry)) {
      const name = host.split(':')[0]
      if (name === 'localhost')
        return {
          text: `${head}failed to do request: Head "${url.replace('https', 'http')}": dial tcp 127.0.0.1:${host.split(':')[1] ?? 80}: connect: connection refused`,
        }
      return { text: `${head}failed to do request: Head "${url}": dial tcp: lookup ${name} on 172.18.0.1:53: no such host` }
    }
    return { text: definition ? notFound(reference, head) : unknownRepository(reference, head, url) }
  }

  #repository({ repository }: ImageReference): ImageDefinition | undefined {
    const known = byRepository(this.options.definitions)
    return known.get(repository) ?? known.get(originOf(repository))
  }

  #definition(reference: ImageReference): ImageDefinition | undefined {
    const definition = this.#repository(reference)
    if (!definition) return undefined
    if (reference.digest) return this.#tagOfDigest(definition, reference.digest) === undefined ? undefined : definition
    const { tags } = definition
    const exists = typeof tags === 'function' ? tags(reference.tag as string) : tags.includes(reference.tag as string)
    return exists ? definition : undefined
  }

  /** Digests that somebody can know are those of images that lie on a node. */
  #tagOfDigest(definition: ImageDefinition, digest: string): string | undefined {
    const listed = Array.isArray(definition.tags) ? (definition.tags as readonly string[]) : []
    const present = [...this.#images.values()].filter((image) => image.definition === definition).map((image) => image.tag)
    return [...listed, ...present, 'latest'].find((tag) => digestOf(definition, tag) === digest)
  }

  #add(reference: ImageReference, definition: ImageDefinition): LocalImage {
    const tag = reference.tag ?? this.#tagOfDigest(definition, reference.digest as string) ?? 'latest'
    const id = `${reference.repository}@${digestOf(definition, tag)}`
    // Pulled again, it is the same: containers share what was made of it.
    const known = this.#images.get(id)
    const image = known?.tag === tag ? known : localImage(definition, tag, id)
    if (this.#images.get(reference.text) === image) return image
    if (image !== known) this.options.disk?.addImage(unpacked(image))
    this.#listed = undefined
    this.#images.set(reference.text, image)
    this.#images.set(image.id, image)
    return image
  }
}

/** What a pull-through registry, or one that moved, has from elsewhere: `k8s.gcr.io/pause` is `registry.k8s.io/pause`. */
function originOf(repository: string): string {
  for (const [mirror, origin] of mirrors) if (repository.startsWith(mirror)) return origin + repository.slice(mirror.length)
  return repository
}

const mirrors = [
  ['k8s.gcr.io/', 'registry.k8s.io/'],
  ['gcr.io/google_containers/', 'registry.k8s.io/'],
  ['gcr.io/google_samples/', 'gcr.io/google-samples/'],
  ['us-docker.pkg.dev/google-samples/containers/gke/', 'gcr.io/google-samples/'],
  ['public.ecr.aws/docker/library/', 'docker.io/library/'],
  ['mirror.gcr.io/', 'docker.io/'],
] as const

const indexes = new WeakMap<readonly ImageDefinition[], ReadonlyMap<string, ImageDefinition>>()

/** Made once for all nodes of all clusters. */
function byRepository(definitions: readonly ImageDefinition[]): ReadonlyMap<string, ImageDefinition> {
  let index = indexes.get(definitions)
  if (!index) indexes.set(definitions, (index = new Map(definitions.map((definition) => [definition.repository, definition]))))
  return index
}

/** Bytes that an image takes on the disk, where its layers lie as files. */
const unpacked = ({ size }: LocalImage): number => Math.round(size * 2.6)

const localImages = new WeakMap<ImageDefinition, Map<string, LocalImage>>()

/** One for all nodes of all clusters: what is made of it, they share. */
function localImage(definition: ImageDefinition, tag: string, id: string): LocalImage {
  let all = localImages.get(definition)
  if (!all) localImages.set(definition, (all = new Map()))
  const name = `${tag} ${id}`
  let image = all.get(name)
  if (!image) all.set(name, (image = makeImage(definition, tag, id)))
  return image
}

function makeImage(definition: ImageDefinition, tag: string, id: string): LocalImage {
  const { entrypoint = [], cmd = [] } = definition
  const base = typeof definition.base === 'function' ? definition.base(tag) : definition.base
  return { definition, argv: [...entrypoint, ...cmd], tag, base, id, size: sizeOf(definition, tag) }
}

const notFound = (reference: ImageReference, head: string): string => `rpc error: code = NotFound desc = ${head}${reference.text}: not found`

/** How the big registries say that there is no such repository, each in its way. */
function unknownRepository(reference: ImageReference, head: string, url: string): string {
  switch (reference.registry) {
    case 'registry.k8s.io':
    case 'k8s.gcr.io':
    case 'mcr.microsoft.com':
    case 'public.ecr.aws':
      return notFound(reference, head)
    case 'quay.io':
      return `${head}unexpected status from HEAD request to ${url}: 401 UNAUTHORIZED`
    case 'ghcr.io':
      return `${head}failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://ghcr.io/token?scope=repository%3A${encodeURIComponent(reference.path)}%3Apull&service=ghcr.io: 403 Forbidden`
    default:
      return `${head}pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed`
  }
}

const sizeOf = (definition: ImageDefinition, tag: string): number => (typeof definition.size === 'function' ? definition.size(tag) : definition.size)

const digests = new WeakMap<ImageDefinition, Map<string, string>>()

/** The same image has the same digest in every cluster. */
function digestOf(definition: ImageDefinition, tag: string): string {
  let known = digests.get(definition)
  if (!known) digests.set(definition, (known = new Map()))
  let digest = known.get(tag)
  if (digest === undefined) {
    digest = `sha256:${new Random(`image/${definition.repository}:${definition.version?.(tag) ?? tag}:${sizeOf(definition, tag)}`).hex(64)}`
    known.set(tag, digest)
  }
  return digest
}
