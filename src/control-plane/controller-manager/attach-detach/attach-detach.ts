/**
 * The attach-detach controller: volumes of drivers have to be attached to the node of a pod before its kubelet can mount
 * them, and detached when nobody there needs them. It writes VolumeAttachments (the driver acts on them) and tells the node
 * which volumes it has. Models kubernetes pkg/controller/volume/attachdetach. Left out: inline volumes, volumes of what
 * once was built in, nodes that are out of service.
 */
import { csiNodes, nodes, persistentVolumeClaims, pods, volumeAttachments } from '../../../api/kinds.ts'
import { deepEqual } from '../../../api/object.ts'
import type { Node, PersistentVolumeClaim, Pod, VolumeAttachment } from '../../../api/types.ts'
import { type ControllerContext, type ControllerDefinition, defineController } from '../../../client/controller.ts'
import { Attacher } from './attacher.ts'
import { detach } from './detach.ts'
import { PodsByNode } from './pods-by-node.ts'
import { wantedVolumes } from './wanted.ts'

/** Works on one node at a time: its keys are names of nodes, of which each has a CSINode. */
export function attachDetachController(): ControllerDefinition {
  const users = new PodsByNode()
  const attacher = new Attacher(users)
  const key = (name: string) => ({ namespace: '', name })
  return defineController({
    name: 'attachdetach-controller',
    for: csiNodes,
    watches: [
      { kind: pods, map: (pod: Pod, _, _previous, gone) => users.note(pod, gone).map(key) },
      { kind: persistentVolumeClaims, map: ({ metadata }: PersistentVolumeClaim) => users.using(metadata.namespace ?? '', metadata.name).map(key) },
      // One node's detaching is another's chance.
      { kind: volumeAttachments, map: ({ spec }: VolumeAttachment) => [...new Set([spec.nodeName, ...users.nodes])].map(key) },
      {
        kind: nodes,
        map: ({ metadata, status }: Node, _, previous?: Node) => (deepEqual(status?.volumesInUse, previous?.status?.volumesInUse) ? [] : [key(metadata.name)]),
      },
    ],
    reconcile(context, { name }) {
      const here = attachmentsOn(context, name)
      if (here.length === 0 && users.on(name).length === 0) return
      const wanted = wantedVolumes(context, users.on(name))
      for (const volume of wanted.values()) attacher.attach(context, name, volume)
      for (const attachment of here) if (!wanted.has(attachment.spec.source.persistentVolumeName ?? '')) detach(context, name, attachment)
    },
  })
}

const attachmentsOn = ({ lister }: ControllerContext, node: string): readonly VolumeAttachment[] =>
  lister(volumeAttachments)
    .list()
    .filter(({ spec }) => spec.nodeName === node)
