/** The admission plugins, in the order of kube-apiserver (pkg/kubeapiserver/options/plugins.go). Not simulated yet: LimitRanger, PodSecurity, ResourceQuota, webhooks, policies. */
import type { AnyObject } from '../../../api/object.ts'
import type { Random } from '../../../random.ts'
import type { Etcd } from '../../etcd/etcd.ts'
import type { ClusterAuthorizer } from '../authorization/cluster-authorizer.ts'
import type { AdmissionChain } from '../registry/admission-chain.ts'
import { keyFor } from '../registry/keys.ts'
import type { ResourceDefinition } from '../resource.ts'
import type { AdmissionContext, AdmissionPlugin } from './admission.ts'
import { defaultTolerationSeconds } from './default-toleration-seconds.ts'
import { namespaceLifecycle } from './namespace-lifecycle.ts'
import { nodeRestriction } from './node-restriction.ts'
import { priority } from './priority.ts'
import { rbacEscalation } from './rbac-escalation.ts'
import { serviceAccount } from './service-account.ts'
import { taintNodesByCondition } from './taint-nodes-by-condition.ts'

export const admissionPlugins: readonly AdmissionPlugin[] = [
  namespaceLifecycle,
  serviceAccount,
  nodeRestriction,
  taintNodesByCondition,
  priority,
  defaultTolerationSeconds,
  rbacEscalation,
]

export interface AdmissionParts {
  readonly etcd: Etcd<AnyObject>
  readonly authorizer: ClusterAuthorizer
  readonly random: Random
  /** For plugins that must know all kinds; none does yet. */
  readonly definitions: readonly ResourceDefinition<any>[]
}

export function admissionChain({ etcd, authorizer, random }: AdmissionParts): AdmissionChain {
  const context: AdmissionContext = {
    authorizer,
    get: (kind, name, namespace = '') => etcd.get(keyFor(kind, namespace, name))?.value as never,
    suffix: () => random.suffix(),
  }
  return {
    admit(attributes) {
      for (const plugin of admissionPlugins) plugin.admit?.(attributes, context)
    },
    validate(attributes) {
      for (const plugin of admissionPlugins) plugin.validate?.(attributes, context)
    },
  }
}
