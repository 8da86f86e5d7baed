/**
 * Which resources the server has. Components that must deal with every kind there is (namespaces, garbage) ask it, as
 * client-go does: one request for the core group and one for all others (aggregated discovery).
 */
import type { Kind } from '../api/kinds.ts'
import { oncePerObject } from '../api/once-per-object.ts'
import { StatusError } from '../api/status.ts'
import type { Client } from './client.ts'

export interface DiscoveredKind extends Kind {
  readonly verbs: readonly string[]
}

/** Every resource (no subresources) in the version that its group prefers of those that have it, in the server's order. */
export function discover(client: Client): DiscoveredKind[] {
  const found = new Map<string, DiscoveredKind>()
  for (const kind of discoverVersions(client)) {
    const name = `${kind.group}/${kind.plural}`
    if (!found.has(name)) found.set(name, kind)
  }
  return [...found.values()]
}

/** Every resource in every version, those that a group prefers first. */
const discoverVersions = (client: Client): DiscoveredKind[] => ['/api', '/apis'].flatMap((path) => kindsOf(read(client, path)))

/** The same without those of servers that do not answer: enough for who looks for one kind. Models client-go restmapper. */
export const discoverPresent = (client: Client): readonly DiscoveredKind[] => presentIn(read(client, '/api'))(read(client, '/apis'))

const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json'

interface Document {
  readonly items: readonly { readonly metadata: { readonly name?: string }; readonly versions: readonly Version[] }[]
}

interface Version {
  readonly version: string
  /** `Stale`: another server has them, and does not answer. */
  readonly freshness?: string
  readonly resources?: readonly {
    readonly resource: string
    readonly responseKind: { readonly kind: string }
    readonly scope: 'Cluster' | 'Namespaced'
    readonly verbs: readonly string[]
  }[]
}

function read(client: Client, path: string): Document {
  const { status, body } = client.request({ method: 'GET', path, headers: { accept } })
  if (status >= 400) throw StatusError.from(body as StatusError['status'])
  return (typeof body === 'string' ? JSON.parse(body) : body) as Document
}

const known = new WeakMap<Document, readonly DiscoveredKind[]>()

function kindsOf(document: Document): readonly DiscoveredKind[] {
  // A server in this process answers with the same document as long as nothing changed.
  let kinds = known.get(document)
  if (!kinds) known.set(document, (kinds = document.items.flatMap(({ metadata, versions }) => versions.flatMap((one) => kindsIn(metadata.name ?? '', one)))))
  return kinds
}

/** The same list as before where nothing changed. */
const presentIn = oncePerObject((core: Document) => oncePerObject((others: Document) => [...presentKinds(core), ...presentKinds(others)]))

const presentKinds = oncePerObject((document: Document): readonly DiscoveredKind[] =>
  document.items.flatMap(({ metadata, versions }) =>
    versions.filter(({ freshness }) => freshness !== 'Stale').flatMap((version) => kindsIn(metadata.name ?? '', version)),
  ),
)

function kindsIn(group: string, { version, freshness, resources = [] }: Version): DiscoveredKind[] {
  if (freshness === 'Stale') throw new StatusError(503, 'ServiceUnavailable', `stale GroupVersion discovery: ${group}/${version}`)
  return resources.map(({ resource, responseKind, scope, verbs }) => ({
    group,
    version,
    kind: responseKind.kind,
    plural: resource,
    namespaced: scope === 'Namespaced',
    verbs,
  }))
}
