/** Everything that `why` can explain, one entry a kind. */
import type { Explainer } from './answer.ts'
import { claim } from './claim.ts'
import { autoscaler, namespace, node } from './others.ts'
import { pod } from './pod.ts'
import { service } from './service.ts'
import { job, workloads } from './workload.ts'

/** In the order in which troubles are told: causes before what follows from them. */
export const explainers: readonly Explainer[] = [node, pod, claim, ...workloads, job, service, autoscaler, namespace]
