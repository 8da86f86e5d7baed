/** What of a container's status follows from its spec alone: made once, and shared by all statuses of the container. */
import type { Container, ContainerUser, PodSpec, ResourceRequirements, VolumeMountStatus } from '../../../api/types.ts'
import { parseImageReference } from '../../container-runtime/image-reference.ts'

export interface Given {
  readonly spec: Container
  /** Its image as the runtime names it. */
  readonly image: string
  readonly resources: ResourceRequirements
  readonly user: ContainerUser
  readonly volumeMounts: VolumeMountStatus[] | undefined
}

const nothing: ResourceRequirements = {}
const root: ContainerUser = { linux: { uid: 0, gid: 0, supplementalGroups: [0] } }

export const given = (spec: Container, pod: PodSpec): Given => ({
  spec,
  image: parseImageReference(spec.image ?? '')?.text ?? spec.image ?? '',
  resources: spec.resources ?? nothing,
  user: userOf(spec, pod),
  volumeMounts: spec.volumeMounts?.length ? spec.volumeMounts.map(mountStatus) : undefined,
})

function userOf({ securityContext: own }: Container, { securityContext: all = {} }: PodSpec): ContainerUser {
  const uid = own?.runAsUser ?? all.runAsUser ?? 0
  const gid = own?.runAsGroup ?? all.runAsGroup ?? 0
  const { supplementalGroups = [], fsGroup } = all
  if (uid === 0 && gid === 0 && supplementalGroups.length === 0 && fsGroup === undefined) return root
  const groups = new Set([gid, ...supplementalGroups, ...(fsGroup === undefined ? [] : [fsGroup])])
  return { linux: { uid, gid, supplementalGroups: [...groups] } }
}

const mountStatus = ({ name, mountPath, readOnly }: NonNullable<Container['volumeMounts']>[number]): VolumeMountStatus =>
  readOnly ? { name, mountPath, readOnly, recursiveReadOnly: 'Disabled' } : { name, mountPath }
