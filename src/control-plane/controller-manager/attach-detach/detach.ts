import { uniqueVolumeName } from '../../../api/csi.ts'
import { nodes, persistentVolumes, volumeAttachments } from '../../../api/kinds.ts'
import { isNotFound } from '../../../api/status.ts'
import { timeOf } from '../../../api/time.ts'
import type { Node, VolumeAttachment } from '../../../api/types.ts'
import type { ControllerContext } from '../../../client/controller.ts'

/** A node that is not well may never say that it has let go: after so long nobody waits for it. */
const patienceMs = 360_000

/** Takes a volume from a node, as soon as the node does not use it any more. */
export function detach(context: ControllerContext, node: string, { metadata, spec }: VolumeAttachment): void {
  if (metadata.deletionTimestamp) return
  const { client, clock, lister, enqueue } = context
  const source = lister(persistentVolumes).get(spec.source.persistentVolumeName ?? '')?.spec?.csi
  const name = source && uniqueVolumeName(source)
  const found = lister(nodes).get(node)
  if (found && name && found.status?.volumesInUse?.includes(name)) {
    const lost = lostSince(found)
    if (lost === undefined) return
    const left = lost + patienceMs - clock.now()
    if (left > 0) {
      enqueue({ namespace: '', name: node }, left, { background: true })
      return
    }
  }
  if (found) forget(context, found, name)
  try {
    client.delete(volumeAttachments, metadata.name)
  } catch (error) {
    if (!isNotFound(error)) throw error
  }
}

/** Since when the node is not ready. */
function lostSince({ status }: Node): number | undefined {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready')
  return ready?.status === 'True' ? undefined : timeOf(ready?.lastTransitionTime)
}

function forget({ client }: ControllerContext, { metadata, status }: Node, name: string | undefined): void {
  const attached = status?.volumesAttached ?? []
  const left = attached.filter((each) => each.name !== name)
  if (left.length === attached.length) return
  client.patch(nodes, metadata.name, '', { status: { volumesAttached: left.length > 0 ? left : null } }, undefined, 'status')
}
