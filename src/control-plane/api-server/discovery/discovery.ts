/** What the server serves, as clients ask for it: /api, /apis, /apis/<group>/<version>, and both in one (aggregated). */
import { apiVersionOf } from '../../../api/kinds.ts'
import { discoveryOf, type RemoteVersion } from '../aggregator/remote-version.ts'
import type { ResourceDefinition } from '../resource.ts'
import { subresourcesOf } from '../subresources/index.ts'

export const allVerbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch']

interface GroupVersion {
  readonly group: string
  readonly version: string
}

interface Group {
  readonly name: string
  readonly versions: readonly string[]
}

/** Groups in the order of the definitions, the core group (named '') first if there. */
export function groupsOf(definitions: readonly ResourceDefinition<any>[], remote: readonly GroupVersion[] = []): Group[] {
  const groups = new Map<string, Set<string>>()
  for (const { of } of definitions) {
    const versions = groups.get(of.group) ?? new Set()
    groups.set(of.group, versions.add(of.version))
  }
  for (const { group, version } of remote) groups.set(group, (groups.get(group) ?? new Set()).add(version))
  return [...groups].map(([name, versions]) => ({ name, versions: [...versions] }))
}

/** /api */
export const apiVersions = (address: string): object => ({
  kind: 'APIVersions',
  versions: ['v1'],
  serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: address }],
})

/** /apis */
export const apiGroupList = (definitions: readonly ResourceDefinition<any>[], remote: readonly GroupVersion[]): object => ({
  kind: 'APIGroupList',
  apiVersion: 'v1',
  groups: groupsOf(definitions, remote)
    .filter(({ name }) => name !== '')
    .map(groupEntry),
})

/** /apis/<group>, or undefined for a group that is not served. */
export function apiGroup(definitions: readonly ResourceDefinition<any>[], remote: readonly GroupVersion[], name: string): object | undefined {
  const group = groupsOf(definitions, remote).find((group) => group.name === name)
  return group && name !== '' ? { kind: 'APIGroup', apiVersion: 'v1', ...groupEntry(group) } : undefined
}

function groupEntry({ name, versions }: Group): object {
  const entries = versions.map((version) => ({ groupVersion: `${name}/${version}`, version }))
  return { name, versions: entries, preferredVersion: entries[0] }
}

const resourceLists = new WeakMap<readonly ResourceDefinition<any>[], object>()

/** /api/v1, /apis/<group>/<version> of the kinds in it; undefined if there are none. Made once: components ask every half minute. */
export function apiResourceList(own: readonly ResourceDefinition<any>[]): object | undefined {
  if (!own[0]) return undefined
  let list = resourceLists.get(own)
  if (!list) resourceLists.set(own, (list = makeResourceList(own, own[0].of)))
  return list
}

function makeResourceList(own: readonly ResourceDefinition<any>[], { group, version }: { group: string; version: string }): object {
  const resources = own.flatMap((definition) => [
    {
      name: definition.of.plural,
      singularName: singularOf(definition),
      namespaced: definition.of.namespaced,
      kind: definition.of.kind,
      verbs: definition.verbs ?? allVerbs,
      ...(definition.short ? { shortNames: definition.short } : {}),
      ...(definition.categories ? { categories: definition.categories } : {}),
    },
    ...subresourcesOf(definition).map((sub) => ({
      name: `${definition.of.plural}/${sub.name}`,
      singularName: '',
      namespaced: definition.of.namespaced,
      ...sub.serves(definition),
      verbs: sub.verbs,
    })),
  ])
  resources.sort((a, b) => (a.name < b.name ? -1 : 1))
  return { kind: 'APIResourceList', ...(group === '' ? {} : { apiVersion: 'v1' }), groupVersion: apiVersionOf({ group, version }), resources }
}

/** The aggregated form of /api (`core`) or /apis. */
export function aggregatedDiscovery(definitions: readonly ResourceDefinition<any>[], remote: readonly RemoteVersion[], core: boolean): object {
  let documents = discoveries.get(definitions)
  if (!documents) discoveries.set(definitions, (documents = new Map()))
  const key = `${core ? '/api' : '/apis'} ${remote.map((each) => `${each.group} ${JSON.stringify(discoveryOf(each))}`).join(' ')}`
  let document = documents.get(key)
  if (!document) documents.set(key, (document = makeDiscovery(definitions, remote, core)))
  return document
}

/** Made once: every command asks for them. */
const discoveries = new WeakMap<readonly ResourceDefinition<any>[], Map<string, object>>()

function makeDiscovery(definitions: readonly ResourceDefinition<any>[], remote: readonly RemoteVersion[], core: boolean): object {
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    metadata: {},
    items: groupsOf(definitions, remote)
      .filter(({ name }) => (name === '') === core)
      .map(({ name, versions }) => ({
        metadata: { ...(name === '' ? {} : { name }), creationTimestamp: null },
        versions: versions.map((version) => {
          const other = remote.find((each) => each.group === name && each.version === version)
          if (other) return discoveryOf(other)
          const own = definitions.filter(({ of }) => of.group === name && of.version === version)
          return { version, resources: own.map(aggregatedResource), freshness: 'Current' }
        }),
      })),
  }
}

function aggregatedResource(definition: ResourceDefinition<any>): object {
  const { of } = definition
  const subresources = subresourcesOf(definition).map((sub) => {
    const { group = of.group, version = of.version, kind } = sub.serves(definition)
    return { subresource: sub.name, responseKind: { group, version, kind }, verbs: sub.verbs }
  })
  return {
    resource: of.plural,
    responseKind: { group: of.group, version: of.version, kind: of.kind },
    scope: of.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: singularOf(definition),
    verbs: definition.verbs ?? allVerbs,
    ...(definition.short ? { shortNames: definition.short } : {}),
    ...(definition.categories ? { categories: definition.categories } : {}),
    ...(subresources.length > 0 ? { subresources } : {}),
  }
}

const singularOf = (definition: ResourceDefinition<any>): string => definition.singular ?? definition.of.kind.toLowerCase()
