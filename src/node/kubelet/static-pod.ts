/**
 * Static pods: pods that a node runs by itself, from files in /etc/kubernetes/manifests, and shows in the API as mirror
 * pods. The control plane runs this way. Models pkg/kubelet/config and pkg/kubelet/pod/mirror_client.go.
 */
import type { Draft, KubeObject } from '../../api/object.ts'
import { formatTime } from '../../api/time.ts'
import type { Pod } from '../../api/types.ts'
import type { Random } from '../../random.ts'

export const mirrorAnnotation = 'kubernetes.io/config.mirror'

/** What a worker goes by: for a static pod its manifest, whatever becomes of the mirror; else the pod's uid. */
export const workerKey = (pod: Pod): string => pod.metadata.annotations?.[mirrorAnnotation] ?? pod.metadata.uid

export const isMirror = (pod: Pod): boolean => pod.metadata.annotations?.[mirrorAnnotation] !== undefined

/** The mirror pod of a manifest on this node: `etcd` becomes `etcd-control-plane`, owned by the Node. */
export function mirrorPod(manifest: Pod, node: KubeObject, random: Random, now: number): Draft<Pod> & { metadata: { name: string; namespace: string } } {
  const hash = random.hex(32)
  const { labels, annotations, name, namespace = 'kube-system' } = manifest.metadata
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${name}-${node.metadata.name}`,
      namespace,
      ...(labels ? { labels } : {}),
      annotations: {
        ...annotations,
        'kubernetes.io/config.hash': hash,
        [mirrorAnnotation]: hash,
        'kubernetes.io/config.seen': formatTime(now).replace('Z', '.000000000Z'),
        'kubernetes.io/config.source': 'file',
      },
      ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: node.metadata.name, uid: node.metadata.uid, controller: true }],
    },
    spec: { ...manifest.spec, nodeName: node.metadata.name, tolerations: [...(manifest.spec.tolerations ?? []), { effect: 'NoExecute', operator: 'Exists' }] },
  }
}
