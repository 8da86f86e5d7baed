/**
 * How important the built-in groups and their versions are, which is the order of discovery. Custom groups come last, by
 * name. Models pkg/controlplane/apiserver/aggregator.go and cmd/kube-apiserver/app/aggregator.go.
 */
export interface ApiPriority {
  readonly group: number
  readonly version: number
}

const priority = (group: number, version = 15): ApiPriority => ({ group, version })

const priorities: Readonly<Record<string, ApiPriority>> = {
  '/v1': priority(18000, 1),
  'apps/v1': priority(17800),
  'events.k8s.io/v1': priority(17750),
  'authentication.k8s.io/v1': priority(17700),
  'authorization.k8s.io/v1': priority(17600),
  'autoscaling/v2': priority(17500, 30),
  'autoscaling/v1': priority(17500),
  'batch/v1': priority(17400),
  'certificates.k8s.io/v1': priority(17300),
  'networking.k8s.io/v1': priority(17200),
  'policy/v1': priority(17100),
  'rbac.authorization.k8s.io/v1': priority(17000),
  'storage.k8s.io/v1': priority(16800),
  'admissionregistration.k8s.io/v1': priority(16700),
  'apiextensions.k8s.io/v1': priority(16700),
  'scheduling.k8s.io/v1': priority(16600),
  'coordination.k8s.io/v1': priority(16500),
  'node.k8s.io/v1': priority(16300),
  'discovery.k8s.io/v1': priority(16200),
  'resource.k8s.io/v1': priority(16200, 20),
  'flowcontrol.apiserver.k8s.io/v1': priority(16100, 21),
}

/** Of a group and version that a CustomResourceDefinition made. */
export const customPriority: ApiPriority = priority(1000, 100)

/** Undefined for what has no APIService: custom groups until they are registered, and apiregistration.k8s.io, which is the aggregator's own. */
export const priorityOf = (group: string, version: string): ApiPriority | undefined => priorities[`${group}/${version}`]

interface Versioned {
  readonly of: { readonly group: string; readonly version: string }
}

const aggregatorsOwn = 17_999

/** By the priority of the groups, each group together; within a group and version as given. */
export function inDiscoveryOrder<T extends Versioned>(list: readonly T[]): T[] {
  const rank = ({ of }: T): number => (of.group === 'apiregistration.k8s.io' ? aggregatorsOwn : (priorityOf(of.group, of.version)?.group ?? 0))
  const text = ({ of }: T): string => of.group
  return [...list].sort((a, b) => rank(b) - rank(a) || (text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0))
}
