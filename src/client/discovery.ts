/** Which resources the server has. Components that must deal with every kind there is (namespaces, garbage) ask it. */
import type { Kind } from '../api/kinds.ts'
import { StatusError } from '../api/status.ts'
import type { APIGroupList, APIResourceList } from '../api/types.ts'
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
export function discoverVersions(client: Client): DiscoveredKind[] {
  const groups = read<APIGroupList>(client, '/apis').groups
  const versions = ['v1', ...groups.flatMap((group) => group.versions.map(({ groupVersion }) => groupVersion))]
  return versions.flatMap((groupVersion) => resourcesOf(client, groupVersion))
}

const known = new WeakMap<APIResourceList, DiscoveredKind[]>()

function resourcesOf(client: Client, groupVersion: string): DiscoveredKind[] {
  const [group, version] = groupVersion.includes('/') ? (groupVersion.split('/') as [string, string]) : ['', groupVersion]
  const path = group === '' ? `/api/${version}` : `/apis/${group}/${version}`
  const list = read<APIResourceList>(client, path)
  // A server in this process answers with the same object as long as nothing changed.
  let kinds = known.get(list)
  if (!kinds) known.set(list, (kinds = kindsOf(list, group, version)))
  return kinds
}

const kindsOf = (list: APIResourceList, group: string, version: string): DiscoveredKind[] =>
  list.resources
    .filter((resource) => !resource.name.includes('/'))
    .map(({ name, kind, namespaced, verbs }) => ({ group, version, kind, plural: name, namespaced, verbs }))

function read<T>(client: Client, path: string): T {
  const { status, body } = client.request({ method: 'GET', path, headers: { accept: 'application/json' } })
  if (status >= 400) throw StatusError.from(body as StatusError['status'])
  return (typeof body === 'string' ? JSON.parse(body) : body) as T
}
