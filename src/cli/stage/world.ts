/** What checks see of a stage: the cluster as its administrator sees it, without leaving a trace in it. */
import { pods } from '../../api/kinds.ts'
import { parseSelector } from '../../api/label-selector.ts'
import { matches } from '../../api/labels.ts'
import type { AnyObject } from '../../api/object.ts'
import type { Pod } from '../../api/types.ts'
import type { Cluster } from '../../cluster.ts'
import { prefixOf } from '../../control-plane/api-server/registry/keys.ts'
import type { ResourceDefinition } from '../../control-plane/api-server/resource.ts'
import type { Source } from '../../node/network/network.ts'
import type { ObjectPlace, Reach, ReachFrom, Snapshot } from '../../tutor/world.ts'
import { kindNamed } from './kinds.ts'
import { rightsOf } from './rights.ts'

export class ClusterWorld implements Snapshot {
  constructor(private readonly cluster: Cluster) {}

  get({ kind, namespace }: ObjectPlace, name: string): AnyObject | undefined {
    const { of } = this.#definition(kind)
    return this.cluster.admin.find(of, name, of.namespaced ? namespace : '') as AnyObject | undefined
  }

  list({ kind, namespace }: ObjectPlace, labelSelector?: string): readonly AnyObject[] {
    const { of } = this.#definition(kind)
    const selected = labelSelector === undefined ? {} : { labelSelector }
    return this.cluster.admin.list(of, { namespace: of.namespaced ? namespace : '', ...selected }).items as AnyObject[]
  }

  isNamespaced(kind: string): boolean {
    return this.#definition(kind).of.namespaced
  }

  can(user: { name: string; groups: readonly string[] }, verb: string, resource: string, namespace: string, name = ''): boolean {
    const [kind = '', subresource = ''] = resource.split('/')
    const { of } = this.#definition(kind)
    const { allowed } = this.cluster.apiServer.authorizer.authorize({
      user: infoOf(user),
      verb,
      isResource: true,
      group: of.group,
      version: of.version,
      resource: of.plural,
      subresource,
      namespace: of.namespaced ? namespace : '',
      name,
      path: '',
    })
    return allowed
  }

  rights(user: { name: string; groups: readonly string[] }, namespace: string): readonly string[] {
    return rightsOf(this.cluster, infoOf(user), namespace)
  }

  reach(from: ReachFrom, url: string): Reach {
    const source = this.#askerOf(from)
    if (typeof source === 'string') return { ok: false, seen: source, hops: [] }
    const { detail, ...verdict } = this.cluster.network.reachable(source, url)
    return { ...verdict, seen: detail }
  }

  resolve({ namespace, pod }: { namespace: string; pod: string }, name: string): readonly string[] {
    const from = this.#sourceOf(namespace, pod)
    return from ? this.cluster.network.lookUp(from, name).data : []
  }

  logs(namespace: string, pod: string, container?: string): string {
    const path = `/api/v1/namespaces/${namespace}/pods/${pod}/log`
    const { stream } = this.cluster.admin.request({ method: 'GET', path, ...(container && { query: { container } }) })
    let text = ''
    if (stream?.kind === 'text') stream.open({ data: (chunk) => void (text += chunk), end: () => {} })()
    return text
  }

  /** Everything as it is now. Stored objects never change, so this costs a list of references. */
  snapshot(): Snapshot {
    const { definitions } = this.cluster.apiServer
    const all = new Map(
      definitions.filter(canBeListed).map(({ of }) => [of.plural, this.list({ kind: `${of.plural}.${of.group || of.version}`, namespace: '' })]),
    )
    return {
      list: ({ kind, namespace }, labelSelector) => {
        const { of } = this.#definition(kind)
        const objects = (all.get(of.plural) ?? []).filter(({ metadata }) => namespace === '' || metadata.namespace === namespace)
        const selector = labelSelector === undefined ? [] : parseSelector(labelSelector)
        return objects.filter(({ metadata }) => matches(selector, metadata.labels))
      },
    }
  }

  /** Moves whenever an object changes, but for those that change all the time and tell nothing new. */
  lastWrite(): number {
    const { definitions, etcd } = this.cluster.apiServer
    return Math.max(...definitions.filter(({ of }) => !restless.has(of.plural)).map(({ of }) => etcd.lastWrite(prefixOf(of, ''))))
  }

  /** Who asks, or why nobody can. */
  #askerOf(from: ReachFrom): Source | string {
    const { network } = this.cluster
    if (from === 'outside') return network.outside
    if ('pod' in from) return this.#sourceOf(from.namespace, from.pod) ?? `no running pod ${from.pod} in ${from.namespace}`
    const node = network.node(from.node)
    return node ? { ip: node.ip, nodeName: node.name } : `no node ${from.node}`
  }

  #sourceOf(namespace: string, name: string): Source | undefined {
    const pod = this.cluster.admin.find<Pod>(pods, name, namespace)
    const ip = pod?.status?.phase === 'Running' ? pod.status.podIP : undefined
    if (!pod || !ip) return undefined
    // A pod of the host's network is nowhere attached: it has what its node has.
    return this.cluster.network.podAt(ip) ?? { ip, namespace, name, ...(pod.spec?.nodeName ? { nodeName: pod.spec.nodeName } : {}) }
  }

  #definition(kind: string) {
    return kindNamed(this.cluster.apiServer.definitions, kind)
  }
}

const restless = new Set(['leases', 'events'])

const canBeListed = ({ verbs }: ResourceDefinition<any>): boolean => verbs === undefined || verbs.includes('list')

const infoOf = ({ name, groups }: { name: string; groups: readonly string[] }) => ({ username: name, groups: [...groups, ...groupsOf(name)] })

/** What authentication adds to a name; the groups of a person are the check's to say. */
function groupsOf(name: string): string[] {
  const [, namespace] = /^system:serviceaccount:([^:]+):[^:]+$/.exec(name) ?? []
  return ['system:authenticated', ...(namespace ? ['system:serviceaccounts', `system:serviceaccounts:${namespace}`] : [])]
}
