import { uniqueVolumeName } from '../../../api/csi.ts'
import { nodes, volumeAttachments } from '../../../api/kinds.ts'
import { sha256 } from '../../../api/sha256.ts'
import type { Pod, VolumeAttachment } from '../../../api/types.ts'
import type { ControllerContext } from '../../../client/controller.ts'
import type { PodsByNode } from './pods-by-node.ts'
import { type WantedVolume, wantedVolumes } from './wanted.ts'

/** Gets volumes attached, and tells the pods that wait for them what became of it: once each. */
export class Attacher {
  readonly #told = new Set<string>()

  constructor(private readonly users: PodsByNode) {}

  attach(context: ControllerContext, node: string, wanted: WantedVolume): void {
    const { name } = wanted.volume.metadata
    const all = context
      .lister(volumeAttachments)
      .list()
      .filter(({ spec }) => spec.source.persistentVolumeName === name)
    const attachment = all.find(({ spec }) => spec.nodeName === node)
    if (attachment?.status?.attached && !attachment.metadata.deletionTimestamp) this.#attached(context, node, wanted, attachment)
    else if (attachment) this.#failed(context, wanted, attachment)
    else if (all.length > 0 && isExclusive(wanted)) this.#multiAttach(context, node, wanted)
    else this.#ask(context, node, wanted)
  }

  #ask({ client }: ControllerContext, nodeName: string, { volume, source }: WantedVolume): void {
    this.#told.delete(`multi-attach ${volume.metadata.name} ${nodeName}`)
    client.create(volumeAttachments, {
      metadata: { name: attachmentName(source.volumeHandle, source.driver, nodeName) },
      spec: { attacher: source.driver, nodeName, source: { persistentVolumeName: volume.metadata.name } },
    })
  }

  #attached(context: ControllerContext, node: string, { volume, source, pods }: WantedVolume, { metadata }: VolumeAttachment): void {
    tellNode(context, node, uniqueVolumeName(source))
    const text = `AttachVolume.Attach succeeded for volume ${JSON.stringify(volume.metadata.name)} `
    if (this.#once(`attached ${metadata.uid}`)) for (const pod of pods) context.events.record(pod, 'Normal', 'SuccessfulAttachVolume', text)
  }

  #failed(context: ControllerContext, { volume, pods }: WantedVolume, { metadata, status }: VolumeAttachment): void {
    const why = status?.attachError?.message
    const text = `AttachVolume.Attach failed for volume ${JSON.stringify(volume.metadata.name)} : ${why}`
    if (why && this.#once(`failed ${metadata.uid} ${status?.attachError?.time}`))
      for (const pod of pods) context.events.record(pod, 'Warning', 'FailedAttachVolume', text)
  }

  #multiAttach(context: ControllerContext, node: string, { volume, pods }: WantedVolume): void {
    const { name } = volume.metadata
    if (!this.#once(`multi-attach ${name} ${node}`)) return
    const others = this.users.nodes.filter((other) => other !== node).flatMap((other) => wantedVolumes(context, this.users.on(other)).get(name)?.pods ?? [])
    for (const pod of pods)
      context.events.record(pod, 'Warning', 'FailedAttachVolume', `Multi-Attach error for volume ${JSON.stringify(name)} ${usedBy(pod, others)}`)
  }

  #once(what: string): boolean {
    if (this.#told.has(what)) return false
    this.#told.add(what)
    return true
  }
}

/** Such a volume hangs on one node at a time. */
const isExclusive = ({ volume }: WantedVolume): boolean =>
  (volume.spec?.accessModes ?? []).every((mode) => mode === 'ReadWriteOnce' || mode === 'ReadWriteOncePod')

const attachmentName = (handle: string, driver: string, node: string): string => `csi-${sha256(new TextEncoder().encode(`${handle}${driver}${node}`))}`

function usedBy({ metadata: { namespace } }: Pod, others: readonly Pod[]): string {
  if (others.length === 0) return "Volume is already exclusively attached to one node and can't be attached to another"
  const near = others.filter((pod) => pod.metadata.namespace === namespace).map(({ metadata }) => metadata.name)
  const far = others.length - near.length
  if (near.length === 0) return `Volume is already used by ${far} pod(s) in different namespaces`
  return `Volume is already used by pod(s) ${near.join(', ')}${far > 0 ? ` and ${far} pod(s) in different namespaces` : ''}`
}

function tellNode({ client, lister }: ControllerContext, node: string, name: string): void {
  const attached = lister(nodes).get(node)?.status?.volumesAttached ?? []
  if (attached.some((each) => each.name === name)) return
  client.patch(nodes, node, '', { status: { volumesAttached: [...attached, { name, devicePath: '' }] } }, undefined, 'status')
}
