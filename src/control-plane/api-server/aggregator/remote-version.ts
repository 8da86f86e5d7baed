/** What a server in the cluster serves of one group and version, as it says itself. */

export interface RemoteVersion {
  readonly group: string
  readonly version: string
  /** It answers; otherwise this is what it said when it last did. */
  readonly fresh: boolean
  readonly resources: readonly ServedResource[]
}

/** As in an APIResourceList. */
export interface ServedResource {
  readonly name: string
  readonly singularName: string
  readonly namespaced: boolean
  readonly kind: string
  readonly group?: string
  readonly version?: string
  readonly verbs: readonly string[]
  readonly shortNames?: readonly string[]
  readonly categories?: readonly string[]
}

/** The resources of an APIResourceList in JSON; what was known before where it says the same, or is none. */
export function resourcesIn(text: string, known: readonly ServedResource[] = []): readonly ServedResource[] {
  try {
    const { kind, resources } = JSON.parse(text) as { kind?: string; resources?: readonly ServedResource[] }
    const said = kind === 'APIResourceList' && Array.isArray(resources) ? resources : []
    return JSON.stringify(said) === JSON.stringify(known) ? known : said
  } catch {
    return known
  }
}

/** The version in an aggregated discovery document. */
export function discoveryOf(remote: RemoteVersion): object {
  const { version, fresh, resources } = remote
  const whole = resources.filter(({ name }) => !name.includes('/'))
  return {
    version,
    ...(whole.length > 0 ? { resources: whole.map((resource) => discovered(resource, remote)) } : {}),
    freshness: fresh ? 'Current' : 'Stale',
  }
}

function discovered(resource: ServedResource, remote: RemoteVersion): object {
  const { name, namespaced, singularName, verbs, shortNames, categories } = resource
  const kindOf = ({ group = remote.group, version = remote.version, kind }: ServedResource) => ({ group, version, kind })
  const subresources = remote.resources
    .filter((each) => each.name.startsWith(`${name}/`))
    .map((each) => ({ subresource: each.name.slice(name.length + 1), responseKind: kindOf(each), verbs: each.verbs }))
  return {
    resource: name,
    responseKind: kindOf(resource),
    scope: namespaced ? 'Namespaced' : 'Cluster',
    singularResource: singularName,
    verbs,
    ...(shortNames ? { shortNames } : {}),
    ...(categories ? { categories } : {}),
    ...(subresources.length > 0 ? { subresources } : {}),
  }
}
