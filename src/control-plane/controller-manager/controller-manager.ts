/**
 * kube-controller-manager: one process that runs the controllers, each a loop of its own. They do not know each other;
 * all that they have in common is the API server and one set of informers. In a real cluster several copies elect a
 * leader by a lease; here there is one, which holds it. Each controller asks under the account of its own in kube-system, as with
 * --use-service-account-credentials, so that RBAC bounds what each may do. Left out: all controllers not in the list.
 */
import type { Kind } from '../../api/kinds.ts'
import type { Pki } from '../../api/pki.ts'
import type { ApiHandler, UserInfo } from '../../api/request.ts'
import type { StatusError } from '../../api/status.ts'
import { Client } from '../../client/client.ts'
import type { ControllerDefinition } from '../../client/controller.ts'
import { CoreEventRecorder } from '../../client/event-recorder.ts'
import { Informers } from '../../client/informer.ts'
import { type ControllerParts, runController } from '../../client/run-controller.ts'
import type { Clock } from '../../clock.ts'
import type { Random } from '../../random.ts'
import { attachDetachController } from './attach-detach/attach-detach.ts'
import { csrApproving } from './certificates/approving.ts'
import { CsrCleaner } from './certificates/cleaner.ts'
import { csrSigning } from './certificates/signing.ts'
import { clusterRoleAggregationController } from './clusterrole-aggregation.ts'
import { cronJobController } from './cronjob/cronjob.ts'
import { daemonSetController } from './daemonset/daemonset.ts'
import { deploymentController } from './deployment/deployment.ts'
import { disruptionController } from './disruption/disruption.ts'
import { endpointsController } from './endpoints/endpoints.ts'
import { endpointSliceController } from './endpoints/endpointslice.ts'
import { endpointSliceMirroringController } from './endpoints/mirroring.ts'
import { ephemeralVolumeController } from './ephemeral-volumes.ts'
import { GarbageCollector } from './garbage-collector/garbage-collector.ts'
import { HorizontalPodAutoscalerController, horizontalPodAutoscalerAccount } from './horizontal-pod-autoscaler/horizontal-pod-autoscaler.ts'
import { jobController } from './job/job.ts'
import { namespaceController } from './namespace.ts'
import { type NodeRange, nodeIpamController } from './node-ipam.ts'
import { nodeLifecycleController } from './node-lifecycle/node-lifecycle.ts'
import { claimBinder } from './persistent-volume/claims.ts'
import { volumeBinder } from './persistent-volume/volumes.ts'
import { podGarbageCollector } from './pod-garbage-collector.ts'
import { replicaSetController } from './replicaset/replicaset.ts'
import { replicationController } from './replication-controller/replication-controller.ts'
import { ResourceQuotaController, resourceQuotaAccount } from './resource-quota.ts'
import { rootCaPublisher } from './root-ca-publisher.ts'
import { serviceAccountController } from './service-account.ts'
import { serviceCIDRsController } from './service-cidrs.ts'
import { statefulSetController } from './statefulset/statefulset.ts'
import { taintEvictionController } from './taint-eviction.ts'
import { tokensController } from './tokens.ts'
import { ttlAfterFinishedController } from './ttl-after-finished.ts'
import { volumeExpandController } from './volume-expand.ts'
import { attributesClassProtectionController } from './volume-protection/attributes-classes.ts'
import { claimProtectionController } from './volume-protection/claims.ts'
import { volumeProtectionController } from './volume-protection/volumes.ts'

const name = 'kube-controller-manager'

export interface ControllerManagerOptions {
  readonly handle: ApiHandler
  readonly clock: Clock
  readonly random: Random
  /** The cluster's authority: its certificate is published, and it signs what is asked for and approved. */
  readonly pki: Pki
  /** What nodes are given ranges of (--allocate-node-cidrs, --cluster-cidr); none are given without. */
  readonly nodeRange?: NodeRange
  /** Told of each request that a controller was refused and will try again: the log. */
  readonly onError?: ControllerParts['onError']
}

/** A controller of the manager. */
interface ManagedController {
  /** Its ServiceAccount in kube-system. */
  readonly account: string
  /** How its events name their source, if it is not the account. */
  readonly component?: string
  /** Has no account: it makes those of the others work, and so acts as the controller manager itself. */
  readonly asManager?: boolean
  start(parts: ControllerParts): { stop(): void }
}

const reconciling = (definition: ControllerDefinition<any>, names: { account?: string; component?: string; asManager?: boolean } = {}): ManagedController => ({
  account: definition.name,
  ...names,
  start: (parts) => runController(definition, parts),
})

/** The account that those for certificates share. */
const certificates = 'certificate-controller'
/** How both halves of the volume binder name themselves. */
const volumeController = 'persistentvolume-controller'

/** All controllers, in the order in which they are started. */
const controllers = ({ pki, nodeRange }: ControllerManagerOptions): readonly ManagedController[] => [
  reconciling(tokensController(pki), { asManager: true }),
  reconciling(serviceAccountController),
  reconciling(rootCaPublisher(pki.caCertificate)),
  reconciling(clusterRoleAggregationController),
  reconciling(namespaceController),
  reconciling(deploymentController),
  reconciling(replicaSetController),
  reconciling(replicationController),
  reconciling(statefulSetController),
  reconciling(jobController),
  reconciling(cronJobController),
  reconciling(ttlAfterFinishedController),
  reconciling(daemonSetController, { component: 'daemonset-controller' }),
  reconciling(endpointSliceController(), { component: 'endpoint-slice-controller' }),
  reconciling(endpointsController()),
  reconciling(endpointSliceMirroringController, { component: 'endpoint-slice-mirroring-controller' }),
  ...(nodeRange ? [reconciling(nodeIpamController(nodeRange), { component: 'cidrAllocator' })] : []),
  reconciling(nodeLifecycleController()),
  reconciling(taintEvictionController(), { account: 'node-controller', component: 'taint-eviction-controller' }),
  reconciling(disruptionController, { component: 'controllermanager' }),
  reconciling(podGarbageCollector()),
  reconciling(csrApproving, { account: certificates }),
  reconciling(csrSigning(pki), { account: certificates }),
  { account: certificates, component: 'csrcleaner', start: (parts) => new CsrCleaner(parts) },
  { account: resourceQuotaAccount, start: (parts) => new ResourceQuotaController(parts) },
  { account: 'generic-garbage-collector', component: 'garbage-collector-controller', start: (parts) => new GarbageCollector(parts) },
  reconciling(claimBinder(), { component: volumeController }),
  reconciling(volumeBinder(), { component: volumeController }),
  reconciling(ephemeralVolumeController(), { component: 'ephemeral_volume' }),
  reconciling(attachDetachController()),
  reconciling(volumeExpandController(), { component: 'volume_expand' }),
  reconciling(claimProtectionController),
  reconciling(volumeProtectionController),
  reconciling(attributesClassProtectionController),
  reconciling(serviceCIDRsController),
  { account: horizontalPodAutoscalerAccount, start: (parts) => new HorizontalPodAutoscalerController(parts) },
]

const manager: UserInfo = { username: 'system:kube-controller-manager', groups: ['system:authenticated'] }

/** Who a controller is to the API server. */
export const serviceAccountUser = (namespace: string, name: string): UserInfo => ({
  username: `system:serviceaccount:${namespace}:${name}`,
  groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
})

/** Starts all controllers. They work whenever the clock settles, until stopped. */
export class ControllerManager {
  readonly informers: Informers
  readonly #running = new Map<ManagedController, { stop(): void }>()
  readonly #options: ControllerManagerOptions

  constructor(options: ControllerManagerOptions) {
    const { handle, clock, onError } = options
    const unread = onError && ((kind: Kind, error: StatusError) => onError(`informer of ${kind.plural}`, { namespace: '', name: '' }, error))
    const root = new Client(handle, manager, name)
    this.informers = new Informers(root, clock, unread)
    this.#options = options
    for (const controller of controllers(options)) this.#start(controller)
  }

  /** Ends the loops of an account and begins them anew: what they knew besides the API server's objects is gone, as after a crash. */
  restart(account: string): void {
    const own = [...this.#running].filter(([controller]) => controller.account === account)
    for (const [, running] of own) running.stop()
    for (const [controller] of own) this.#start(controller)
  }

  #start(controller: ManagedController): void {
    const { account, component = account, asManager } = controller
    const { handle, clock, random, onError } = this.#options
    const client = new Client(handle, asManager ? manager : serviceAccountUser('kube-system', account), `${name}/${account}`)
    const own = random.fork(component)
    const events = new CoreEventRecorder(client, clock, own, { component })
    const parts = { client, clock, random: own, informers: this.informers, events, ...(onError ? { onError } : {}) }
    this.#running.set(controller, controller.start(parts))
  }

  stop(): void {
    for (const controller of this.#running.values()) controller.stop()
    this.informers.stop()
  }
}
