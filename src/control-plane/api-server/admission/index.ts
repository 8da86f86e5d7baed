/** The admission plugins, in the order of kube-apiserver (pkg/kubeapiserver/options/plugins.go). Webhooks are not called. */
import { type Kind, pathOf } from '../../../api/kinds.ts'
import type { AnyObject, KubeObject } from '../../../api/object.ts'
import type { Pki } from '../../../api/pki.ts'
import { type ApiHandler, isStatus, type UserInfo } from '../../../api/request.ts'
import { StatusError } from '../../../api/status.ts'
import type { Clock } from '../../../clock.ts'
import type { Random } from '../../../random.ts'
import type { Etcd } from '../../etcd/etcd.ts'
import type { ClusterAuthorizer } from '../authorization/cluster-authorizer.ts'
import type { AdmissionChain } from '../registry/admission-chain.ts'
import { keyFor, prefixOf } from '../registry/keys.ts'
import type { ResourceDefinition } from '../resource.ts'
import type { ServedKinds } from '../served-kinds.ts'
import type { AdmissionContext, AdmissionPlugin } from './admission.ts'
import { certificateApproval, certificateSigning, certificateSubjectRestriction } from './certificates.ts'
import { defaultIngressClass } from './default-ingress-class.ts'
import { defaultStorageClass } from './default-storage-class.ts'
import { defaultTolerationSeconds } from './default-toleration-seconds.ts'
import { limitRanger } from './limit-ranger.ts'
import { namespaceLifecycle } from './namespace-lifecycle.ts'
import { nodeRestriction } from './node-restriction.ts'
import { persistentVolumeClaimResize } from './persistent-volume-claim-resize.ts'
import { podSecurity } from './pod-security/pod-security.ts'
import { mutatingAdmissionPolicy } from './policy/mutating-policy.ts'
import { validatingAdmissionPolicy } from './policy/validating-policy.ts'
import { mutatingWebhooks, validatingWebhooks } from './policy/webhooks.ts'
import { priority } from './priority.ts'
import { rbacEscalation } from './rbac-escalation.ts'
import { resourceQuota } from './resource-quota.ts'
import { runtimeClass } from './runtime-class.ts'
import { serviceAccount } from './service-account.ts'
import { storageObjectInUseProtection } from './storage-object-in-use-protection.ts'
import { taintNodesByCondition } from './taint-nodes-by-condition.ts'

const admissionPlugins: readonly AdmissionPlugin[] = [
  namespaceLifecycle,
  limitRanger,
  serviceAccount,
  nodeRestriction,
  taintNodesByCondition,
  podSecurity,
  priority,
  defaultTolerationSeconds,
  defaultStorageClass,
  storageObjectInUseProtection,
  persistentVolumeClaimResize,
  runtimeClass,
  certificateApproval,
  certificateSigning,
  certificateSubjectRestriction,
  defaultIngressClass,
  rbacEscalation,
  mutatingAdmissionPolicy,
  mutatingWebhooks,
  validatingAdmissionPolicy,
  validatingWebhooks,
  resourceQuota,
]

export interface AdmissionParts {
  readonly etcd: Etcd<AnyObject>
  readonly authorizer: ClusterAuthorizer
  readonly random: Random
  readonly clock: Clock
  readonly pki: Pki
  /** The server's own front door, for what a plugin writes. */
  readonly handle: ApiHandler
  /** For plugins that must know all kinds. */
  readonly kinds: ServedKinds
}

/** Who the API server is to itself. */
const apiServer: UserInfo = { username: 'system:apiserver', groups: ['system:masters', 'system:authenticated'] }

export function admissionChain({ etcd, authorizer, random, clock, pki, handle, kinds }: AdmissionParts): AdmissionChain {
  const watched = watchedLists(etcd)
  const context: AdmissionContext = {
    authorizer,
    get: (kind, name, namespace = '') => etcd.get(keyFor(kind, namespace, name))?.value as never,
    list(kind, namespace) {
      const all = watched(kind)
      return namespace === '' || all.length === 0 ? all : all.filter(({ metadata }) => metadata.namespace === namespace)
    },
    watched,
    kinds,
    updateStatus(kind, object) {
      const path = pathOf(kind, object.metadata.namespace ?? '', object.metadata.name, 'status')
      const { body } = handle({ method: 'PUT', path, body: object, component: apiServer })
      if (isStatus(body)) throw StatusError.from(body)
    },
    now: () => clock.now(),
    pki,
    suffix: () => random.suffix(),
  }
  return {
    admit(attributes) {
      for (const plugin of pluginsAbout(attributes.definition)) plugin.admit?.(attributes, context)
    },
    validate(attributes) {
      for (const plugin of pluginsAbout(attributes.definition)) plugin.validate?.(attributes, context)
    },
  }
}

const chosen = new WeakMap<ResourceDefinition<any>, readonly AdmissionPlugin[]>()

/** Of more than twenty plugins a request for a kind concerns a few. */
function pluginsAbout(definition: ResourceDefinition<any>): readonly AdmissionPlugin[] {
  let plugins = chosen.get(definition)
  if (!plugins) {
    const { group, plural } = definition.of
    plugins = admissionPlugins.filter(({ about }) => !about || about.some((kind) => kind.group === group && kind.plural === plural))
    chosen.set(definition, plugins)
  }
  return plugins
}

interface WatchedList {
  readonly prefix: string
  /** Undefined after a change, until somebody asks. */
  items: readonly AnyObject[] | undefined
}

function watchedLists(etcd: Etcd<AnyObject>): AdmissionContext['watched'] {
  const lists = new Map<string, WatchedList>()
  const byKind = new WeakMap<Kind<any>, WatchedList>()
  const listOf = (kind: Kind<any>): WatchedList => {
    const prefix = prefixOf(kind, '')
    const list: WatchedList = lists.get(prefix) ?? { prefix, items: undefined }
    if (!lists.has(prefix)) etcd.watch(prefix, etcd.revision, () => (list.items = undefined))
    lists.set(prefix, list)
    byKind.set(kind, list)
    return list
  }
  return <T extends KubeObject>(kind: Kind<T>): readonly T[] => {
    const list = byKind.get(kind) ?? listOf(kind)
    list.items ??= etcd.range(list.prefix).items.map(({ value }) => value)
    return list.items as unknown as readonly T[]
  }
}
