/** Models SetDefaults_StatefulSet and SetDefaults_PersistentVolumeClaim of pkg/apis. */
import type { PersistentVolumeClaim, StatefulSet } from '../../../../api/types.ts'
import { defaultOwnTemplate } from './template.ts'

export function defaultStatefulSet(object: StatefulSet): void {
  const spec = (object.spec ??= {} as NonNullable<StatefulSet['spec']>)
  // Not a pointer in Go, so that it is always there.
  spec.serviceName ??= ''
  if (spec.ordinals) spec.ordinals.start ??= 0
  spec.podManagementPolicy ||= 'OrderedReady'
  const strategy = (spec.updateStrategy ??= {})
  if (!strategy.type) {
    strategy.type = 'RollingUpdate'
    strategy.rollingUpdate ??= {}
  }
  if (strategy.type === 'RollingUpdate' && strategy.rollingUpdate) {
    strategy.rollingUpdate.partition ??= 0
    strategy.rollingUpdate.maxUnavailable ??= 1
  }
  const retention = (spec.persistentVolumeClaimRetentionPolicy ??= {})
  retention.whenDeleted ||= 'Retain'
  retention.whenScaled ||= 'Retain'
  spec.replicas ??= 1
  spec.revisionHistoryLimit ??= 10
  defaultOwnTemplate(spec)
  for (const claim of spec.volumeClaimTemplates ?? []) defaultClaim(claim)
}

function defaultClaim(claim: PersistentVolumeClaim): void {
  claim.apiVersion = 'v1'
  claim.kind = 'PersistentVolumeClaim'
  claim.spec = { resources: {}, ...claim.spec }
  claim.spec.volumeMode ??= 'Filesystem'
  claim.status = { ...claim.status, phase: claim.status?.phase || 'Pending' }
}
