/** Which nodes a daemon set's pods belong on. Models NodeShouldRunDaemonPod and AddOrUpdateDaemonPodTolerations of pkg/controller/daemon. */
import { matchesNodeAffinity } from '../../../api/node-affinity.ts'
import { oncePerObject } from '../../../api/once-per-object.ts'
import { untolerated } from '../../../api/tolerations.ts'
import type { DaemonSet, Node, Pod, PodSpec, Toleration } from '../../../api/types.ts'

const exists = (key: string, effect: string): Toleration => ({ key: `node.kubernetes.io/${key}`, operator: 'Exists', effect })

/** A daemon stays where others are driven away. */
const everyDaemon = [
  exists('not-ready', 'NoExecute'),
  exists('unreachable', 'NoExecute'),
  exists('disk-pressure', 'NoSchedule'),
  exists('memory-pressure', 'NoSchedule'),
  exists('pid-pressure', 'NoSchedule'),
  exists('unschedulable', 'NoSchedule'),
]

/** All pods of a template share them. */
export const tolerationsOf = oncePerObject(({ tolerations = [], hostNetwork }: PodSpec): Toleration[] => {
  const added = [...everyDaemon, ...(hostNetwork ? [exists('network-unavailable', 'NoSchedule')] : [])]
  const isAdded = (own: Toleration): boolean =>
    added.some(({ key, effect, operator }) => key === own.key && effect === own.effect && operator === own.operator && !own.value)
  return [...tolerations.filter((own) => !isAdded(own)), ...added]
})

export interface Belonging {
  /** A pod should be made here. */
  readonly run: boolean
  /** One that is here may stay. */
  readonly stay: boolean
}

export const nowhere: Belonging = { run: false, stay: false }

export function belongs({ spec }: DaemonSet, node: Node): Belonging {
  const podSpec = spec?.template.spec ?? { containers: [] }
  if (podSpec.nodeName && podSpec.nodeName !== node.metadata.name) return nowhere
  if (!matchesNodeAffinity({ spec: podSpec } as Pod, node)) return nowhere
  const tolerations = tolerationsOf(podSpec)
  const taints = node.spec?.taints
  return { run: !untolerated(taints, tolerations, ['NoSchedule', 'NoExecute']), stay: !untolerated(taints, tolerations, ['NoExecute']) }
}

/** Where a pod is, or is meant to be. */
export function nodeOf({ spec }: Pod): string | undefined {
  if (spec.nodeName) return spec.nodeName
  const terms = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? []
  return terms.flatMap(({ matchFields = [] }) => matchFields).find(({ key }) => key === 'metadata.name')?.values?.[0]
}
