/** A cluster for this process alone: whatever is secret in it comes from its seed, since nobody else can reach it. */
import { bootCluster, type Cluster, type ClusterOptions } from '../cluster.ts'
import { createAuthority } from '../server/pki/authority.ts'
import { describeType } from './descriptions.ts'

export interface BootOptions {
  readonly seed: string
  /** Milliseconds since the epoch: when the learner meets the cluster, or nearly. */
  readonly start: number
  readonly nodes: number
  readonly controlPlanes?: number
  readonly zones?: readonly string[]
  /** The API server writes an audit log. */
  readonly audit?: boolean
  /** Add-ons to install, by name. */
  readonly addOns?: readonly string[]
  /** What kube-scheduler reads with --config. */
  readonly scheduler?: ClusterOptions['scheduler']
  /** For tests: whoever changes a shared object fails loudly. */
  readonly freeze?: boolean
}

export const bootForSession = (options: BootOptions): Cluster =>
  bootCluster({
    ...options,
    pki: (random) => createAuthority({ bytes: (length) => random.bytes(length), now: options.start }),
    describe: describeType,
  })
