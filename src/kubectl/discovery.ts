/**
 * Asks the server what kinds it has, in one request for the core group and one for all others (aggregated discovery,
 * apidiscovery.k8s.io/v2). Asked again by each command; real kubectl keeps the answer on disk for six hours.
 */
import { CommandError } from './errors.ts'
import { request } from './rest.ts'
import type { Transport } from './transport.ts'

/** A kind that the server has, in one version. */
export interface ApiResource {
  readonly group: string
  readonly version: string
  /** `pods` */
  readonly plural: string
  /** `pod` */
  readonly singular: string
  readonly kind: string
  readonly namespaced: boolean
  readonly verbs: readonly string[]
  readonly shortNames: readonly string[]
  readonly categories: readonly string[]
  /** `status`, `scale`, … */
  readonly subresources: readonly string[]
}

export interface ApiGroup {
  readonly name: string
  /** The preferred one first. */
  readonly versions: readonly { readonly version: string; readonly resources: readonly ApiResource[] }[]
}

const accept =
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json'

/** All groups, the core group first, in the order of the server. Throws like request(). */
export async function discover(transport: Transport): Promise<readonly ApiGroup[]> {
  const ask = (path: string) => request<WireList>(transport, 'GET', path, { headers: { accept }, query: { timeout: '32s' }, ownWords: true })
  const lists = [await ask('/api'), await ask('/apis')]
  return lists.flatMap((list) => {
    // A server in this process answers with the same document as long as nothing changed.
    let groups = known.get(list)
    if (!groups) known.set(list, (groups = groupsOf(list)))
    return groups
  })
}

const known = new WeakMap<WireList, readonly ApiGroup[]>()

/** `apps/v1`, `v1` */
export const groupVersionOf = ({ group, version }: Pick<ApiResource, 'group' | 'version'>): string => (group === '' ? version : `${group}/${version}`)

/** `deployments.apps`, `pods` */
export const groupResourceOf = ({ group, plural }: Pick<ApiResource, 'group' | 'plural'>): string => (group === '' ? plural : `${plural}.${group}`)

/** `deployment.apps`, `pod`: how kubectl names an object's kind before a slash. */
export const groupKindOf = ({ group, kind }: Pick<ApiResource, 'group' | 'kind'>): string =>
  group === '' ? kind.toLowerCase() : `${kind.toLowerCase()}.${group}`

interface WireList {
  readonly kind?: string
  readonly items?: readonly { readonly metadata?: { readonly name?: string }; readonly versions?: readonly WireVersion[] }[]
}

interface WireVersion {
  readonly version: string
  /** `Stale`: the server in the cluster that has it does not answer, and nothing is known of it. */
  readonly freshness?: string
  readonly resources?: readonly {
    readonly resource: string
    readonly responseKind?: { readonly group?: string; readonly version?: string; readonly kind: string }
    readonly scope: string
    readonly singularResource?: string
    readonly verbs?: readonly string[]
    readonly shortNames?: readonly string[]
    readonly categories?: readonly string[]
    readonly subresources?: readonly { readonly subresource: string }[]
  }[]
}

function groupsOf(list: WireList): ApiGroup[] {
  if (list.kind !== 'APIGroupDiscoveryList')
    throw new CommandError('the server does not offer aggregated discovery (Kubernetes 1.26 and later do), and ktutor speaks no older one')
  return (list.items ?? []).map((item) => {
    const group = item.metadata?.name ?? ''
    const known = (item.versions ?? []).filter(({ freshness }) => freshness !== 'Stale')
    return { name: group, versions: known.map((version) => ({ version: version.version, resources: resourcesOf(group, version) })) }
  })
}

const resourcesOf = (group: string, { version, resources = [] }: WireVersion): ApiResource[] =>
  resources.map((resource) => ({
    group,
    version,
    plural: resource.resource,
    singular: resource.singularResource || (resource.responseKind?.kind.toLowerCase() ?? ''),
    kind: resource.responseKind?.kind ?? '',
    namespaced: resource.scope === 'Namespaced',
    verbs: resource.verbs ?? [],
    shortNames: resource.shortNames ?? [],
    categories: resource.categories ?? [],
    subresources: (resource.subresources ?? []).map((sub) => sub.subresource),
  }))
