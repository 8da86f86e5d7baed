import { defineSecurityCheck, type Finding, type PodUnderCheck, plural, quoted, sorted } from '../check.ts'

const allowed = ['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'image', 'persistentVolumeClaim', 'projected', 'secret']
const known = (
  'hostPath gcePersistentDisk awsElasticBlockStore gitRepo nfs iscsi glusterfs rbd flexVolume cinder cephfs flocker fc azureFile vsphereVolume quobyte ' +
  'azureDisk photonPersistentDisk portworxVolume scaleIO storageos'
).split(' ')

function check({ spec }: PodUnderCheck): Finding | undefined {
  const volumes = (spec.volumes ?? []) as unknown as readonly Record<string, unknown>[]
  const bad = volumes.filter((volume) => !allowed.some((source) => volume[source]))
  if (bad.length === 0) return undefined
  const types = sorted(bad.map((volume) => known.find((source) => volume[source]) ?? 'unknown'))
  const names = bad.map(({ name }) => String(name))
  return {
    reason: 'restricted volume types',
    detail: `${plural('volume', 'volumes', bad.length)} ${quoted(names)} ${plural('uses', 'use', bad.length)} ${plural('restricted volume type', 'restricted volume types', types.length)} ${quoted(types)}`,
  }
}

/** Only volumes that Kubernetes itself fills, and claims. */
export const restrictedVolumes = defineSecurityCheck({
  id: 'restrictedVolumes',
  level: 'restricted',
  versions: [{ since: 0, overrides: ['hostPathVolumes'], check }],
})
