/** What makes a stateful set's pods who they are: their names, labels and claims. Models pkg/controller/statefulset/stateful_set_utils.go. */
import { controllerReference, deepCopy } from '../../../api/object.ts'
import type { ControllerRevision, PersistentVolumeClaim, Pod, StatefulSet } from '../../../api/types.ts'
import { templateAt } from '../history/revisions.ts'

export const revisionLabel = 'controller-revision-hash'
const nameLabel = 'statefulset.kubernetes.io/pod-name'
const indexLabel = 'apps.kubernetes.io/pod-index'

export const firstOrdinal = ({ spec }: StatefulSet): number => spec?.ordinals?.start ?? 0

const podName = ({ metadata }: StatefulSet, ordinal: number): string => `${metadata.name}-${ordinal}`

/** 3 of `web-3`; undefined if the name is not one of the set's. */
export function ordinalOf({ metadata }: StatefulSet, name: string): number | undefined {
  const [, parent, ordinal] = /^(.*)-(\d+)$/.exec(name) ?? []
  return parent === metadata.name ? Number(ordinal) : undefined
}

export const revisionOf = ({ metadata }: Pod): string => metadata.labels?.[revisionLabel] ?? ''

const claimName = (template: PersistentVolumeClaim, set: StatefulSet, ordinal: number): string => `${template.metadata.name}-${podName(set, ordinal)}`

/** The claims of one pod. */
export const claimsOf = (set: StatefulSet, ordinal: number): PersistentVolumeClaim[] =>
  (set.spec?.volumeClaimTemplates ?? []).map((template) => {
    const { status: _, ...claim } = deepCopy(template)
    const labels = { ...template.metadata.labels, ...set.spec?.selector?.matchLabels }
    return { ...claim, metadata: { ...claim.metadata, name: claimName(template, set, ordinal), namespace: set.metadata.namespace as string, labels } }
  })

export function podOf(set: StatefulSet, revision: ControllerRevision, ordinal: number): Pod {
  const { metadata, spec = { containers: [] } } = deepCopy(templateAt(revision))
  const name = podName(set, ordinal)
  const claims = (set.spec?.volumeClaimTemplates ?? []).map((template) => ({
    name: template.metadata.name,
    persistentVolumeClaim: { claimName: claimName(template, set, ordinal) },
  }))
  const others = (spec.volumes ?? []).filter((volume) => !claims.some((claim) => claim.name === volume.name))
  const volumes = [...claims, ...others]
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: set.metadata.namespace,
      labels: { ...metadata?.labels, [revisionLabel]: revision.metadata.name, [nameLabel]: name, [indexLabel]: String(ordinal) },
      ...(metadata?.annotations ? { annotations: metadata.annotations } : {}),
      ...(metadata?.finalizers ? { finalizers: metadata.finalizers } : {}),
      ownerReferences: [controllerReference(set)],
    } as unknown as Pod['metadata'],
    spec: { ...spec, hostname: name, ...(set.spec?.serviceName ? { subdomain: set.spec.serviceName } : {}), ...(volumes.length > 0 ? { volumes } : {}) },
  }
}
