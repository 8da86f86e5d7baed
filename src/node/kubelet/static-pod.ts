/** A static pod: read from a file of the node, and shown in the API as a mirror pod. Models pkg/kubelet/config/file.go and common.go. */
import type { Draft, KubeObject } from '../../api/object.ts'
import { formatTime } from '../../api/time.ts'
import type { Pod } from '../../api/types.ts'
import { parseYaml, YamlError } from '../../api/yaml.ts'
import { Random } from '../../random.ts'
import type { VolumeFile } from '../container-runtime/cri.ts'

export const mirrorAnnotation = 'kubernetes.io/config.mirror'
const sourceAnnotation = 'kubernetes.io/config.source'

/** What a worker goes by: for a static pod the hash of its manifest, which its mirror bears; else the pod's uid. */
export const workerKey = (pod: Pod): string => pod.metadata.annotations?.[mirrorAnnotation] ?? pod.metadata.uid

export const isMirror = (pod: Pod): boolean => pod.metadata.annotations?.[mirrorAnnotation] !== undefined

/** The pod itself, as the kubelet runs it. */
export const isStatic = (pod: Pod): boolean => pod.metadata.annotations?.[sourceAnnotation] === 'file' && !isMirror(pod)

/** The pod of a manifest on this node: `etcd` becomes `etcd-control-plane`. Undefined for what is no pod, as the kubelet's log would say. */
export function staticPod(path: string, file: VolumeFile, nodeName: string, now: number): Pod | undefined {
  const manifest = podIn(file)
  if (!manifest?.metadata?.name) return undefined
  // The same file makes the same pod, on whichever start of the kubelet.
  const hash = new Random(`${nodeName}${path}${file.text}`).hex(32)
  const { name, namespace = 'default', labels, annotations } = manifest.metadata
  return {
    ...manifest,
    metadata: {
      name: `${name}-${nodeName}`,
      namespace,
      uid: hash,
      ...(labels ? { labels } : {}),
      annotations: {
        ...annotations,
        'kubernetes.io/config.hash': hash,
        'kubernetes.io/config.seen': formatTime(now).replace('Z', '.000000000Z'),
        [sourceAnnotation]: 'file',
      },
    } as unknown as Pod['metadata'],
    spec: { ...manifest.spec, nodeName, tolerations: [...(manifest.spec.tolerations ?? []), { effect: 'NoExecute', operator: 'Exists' }] },
    status: { phase: 'Pending' },
  }
}

function podIn(file: VolumeFile): Pod | undefined {
  try {
    const object = (file.object ?? parseYaml(file.text)[0]) as Pod | null | undefined
    return object?.kind === 'Pod' && Array.isArray(object.spec?.containers) ? object : undefined
  } catch (error) {
    if (error instanceof YamlError) return undefined
    throw error
  }
}

/** What the API shows of a static pod: owned by the Node. */
export function mirrorOf(pod: Pod, node: KubeObject): Draft<Pod> & { metadata: { name: string; namespace: string } } {
  const { name, namespace = '', labels, annotations, uid } = pod.metadata
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      ...(labels ? { labels } : {}),
      annotations: { ...annotations, [mirrorAnnotation]: uid },
      ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: node.metadata.name, uid: node.metadata.uid, controller: true }],
    },
    spec: pod.spec,
  }
}
