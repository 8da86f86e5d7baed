/**
 * What `--prune` finds: objects that were applied once and that nobody applied this time. It looks at kinds of a list, in the
 * namespaces that objects were applied to. Models kubectl pkg/util/prune and pkg/cmd/apply/prune.go.
 */
import type { AnyObject, KubeList } from '../api/object.ts'
import type { Invocation } from './command.ts'
import { type ApiResource, groupVersionOf } from './discovery.ts'
import { CommandError } from './errors.ts'
import { klog } from './klog.ts'
import { lastAppliedOf } from './last-applied.ts'
import { NoMatchError } from './no-match.ts'
import { type Info, resourcePath } from './resources/info.ts'
import { request } from './rest.ts'

/** Kinds that are pruned unless --prune-allowlist names others, those of the cluster last. */
const usual: readonly (readonly [group: string, kind: string])[] = [
  ['', 'ConfigMap'],
  ['', 'Endpoints'],
  ['', 'PersistentVolumeClaim'],
  ['', 'Pod'],
  ['', 'ReplicationController'],
  ['', 'Secret'],
  ['', 'Service'],
  ['batch', 'Job'],
  ['batch', 'CronJob'],
  ['networking.k8s.io', 'Ingress'],
  ['apps', 'DaemonSet'],
  ['apps', 'Deployment'],
  ['apps', 'ReplicaSet'],
  ['apps', 'StatefulSet'],
  ['', 'Namespace'],
  ['', 'PersistentVolume'],
]

const deprecated =
  'Deprecated: kubectl apply will no longer prune non-namespaced resources by default when used with the --namespace flag in a future release. To preserve the current behaviour, list the resources you want to target explicitly in the --prune-allowlist flag.'

/** The kinds that --prune-allowlist names; none if it is not there. Throws CommandError. */
export async function prunedKinds(invocation: Invocation, allowlist: readonly string[]): Promise<ApiResource[]> {
  const mapper = await invocation.mapper()
  const kinds: ApiResource[] = []
  for (const written of allowlist) {
    const parts = written.split('/')
    const [group = '', version = '', kind = ''] = parts
    if (parts.length !== 3) throw new CommandError(`invalid GroupVersionKind format: ${written}, please follow <group/version/kind>`)
    kinds.push(
      await mapper.resourceForKind(kind, group === 'core' || group === '' ? version : `${group}/${version}`).catch((error: unknown) => {
        throw error instanceof NoMatchError ? new CommandError(error.message) : error
      }),
    )
  }
  return kinds
}

/** Which objects were applied this time, and to which namespaces. */
export class Visited {
  readonly uids = new Set<string>()
  readonly namespaces = new Set<string>()

  add(info: Info, object: AnyObject | undefined): void {
    if (info.resource?.namespaced) this.namespaces.add(info.namespace)
    if (object?.metadata.uid) this.uids.add(object.metadata.uid)
  }
}

/** Kind and objects that nobody visited, in the order in which they are pruned. */
export async function* unvisited(
  invocation: Invocation,
  visited: Visited,
  named: readonly ApiResource[],
  selector: string,
): AsyncGenerator<{ resource: ApiResource; object: AnyObject }> {
  if (named.length === 0) klog(invocation.io, 'W', 'prune.go:71', deprecated)
  const mapper = await invocation.mapper()
  const kinds = named.length > 0 ? named : await Promise.all(usual.map(([group, kind]) => mapper.resourceForKind(kind, group === '' ? 'v1' : `${group}/v1`)))
  const transport = await invocation.transport()
  const inScope = [
    ...[...visited.namespaces].flatMap((namespace) => kinds.filter(({ namespaced }) => namespaced).map((resource) => ({ resource, namespace }))),
    ...kinds.filter(({ namespaced }) => !namespaced).map((resource) => ({ resource, namespace: '' })),
  ]
  for (const { resource, namespace } of inScope) {
    const list = await request<KubeList>(transport, 'GET', resourcePath(resource, namespace), { query: { labelSelector: selector } })
    for (const item of list.items) {
      const object = { ...item, apiVersion: groupVersionOf(resource), kind: resource.kind }
      if (lastAppliedOf(object) !== undefined && !visited.uids.has(object.metadata.uid)) yield { resource, object }
    }
  }
}
