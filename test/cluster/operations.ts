/** What people and mishaps do to a cluster, as values that fast-check draws and shrinks. */
import fc from 'fast-check'
import { deployments, namespaces, nodes, pods } from '../../src/api/kinds.ts'
import { StatusError } from '../../src/api/status.ts'
import { type Person, person } from './story.ts'
import type { WholeCluster } from './whole-cluster.ts'

/** Something that happens, and how it reads in a counterexample. */
export interface Operation {
  readonly says: string
  happen(stage: Stage): void
}

export interface Stage {
  readonly cluster: WholeCluster
  readonly person: Person
  /** The share of the components' requests that the API server refuses. */
  refusing: { share: number; status: number }
}

const operation = (says: string, happen: Operation['happen']): Operation => ({ says, happen, [fc.toStringMethod]: () => says }) as Operation

const ns = 'shop'
const object = (apiVersion: string, kind: string, name: string, rest: object) => ({ apiVersion, kind, metadata: { name, namespace: ns }, ...rest })
const names = fc.constantFrom('a', 'b', 'c')
const counts = fc.integer({ min: 0, max: 5 })
const images = fc.constantFrom('nginx:1.27', 'nginx:1.28', 'nginx:no-such-tag', 'busybox:1.36')
const workers = fc.constantFrom(0, 1, 2)
const cpus = fc.constantFrom('10m', '500m', '1500m')

const template = (app: string, image: string, cpu: string) => ({
  metadata: { labels: { app } },
  spec: { containers: [{ name: 'main', image, ...(image.startsWith('busybox') ? { command: ['sleep', '3600'] } : {}), resources: { requests: { cpu } } }] },
})
const selector = (app: string) => ({ matchLabels: { app } })

/** Creates, or changes what there is. */
function apply({ person: { create, patch } }: Stage, manifest: { apiVersion: string; kind: string; metadata: { name: string }; spec?: object }): void {
  try {
    create(manifest)
  } catch (error) {
    if (!(error instanceof StatusError) || error.reason !== 'AlreadyExists') throw error
    patch(manifest.apiVersion, manifest.kind, manifest.metadata.name, { spec: manifest.spec })
  }
}

const somePod = ({ cluster: { client } }: Stage, i: number) => {
  const { items } = client.list(pods, { namespace: ns })
  return items.length > 0 ? items[i % items.length] : undefined
}

const workload = fc.tuple(names, counts, images, cpus)
const kinds = [
  ['apps/v1', 'Deployment'],
  ['apps/v1', 'StatefulSet'],
  ['apps/v1', 'DaemonSet'],
  ['apps/v1', 'ReplicaSet'],
  ['v1', 'ReplicationController'],
  ['batch/v1', 'Job'],
  ['batch/v1', 'CronJob'],
  ['v1', 'Service'],
  ['policy/v1', 'PodDisruptionBudget'],
] as const

const workloads = [
  workload.map(([name, replicas, image, cpu]) =>
    operation(`Deployment ${name} of ${replicas} ${image} with ${cpu}`, (stage) =>
      apply(stage, object('apps/v1', 'Deployment', name, { spec: { replicas, selector: selector(`d${name}`), template: template(`d${name}`, image, cpu) } })),
    ),
  ),
  workload.map(([name, replicas, image, cpu]) =>
    operation(`StatefulSet ${name} of ${replicas} ${image} with ${cpu}`, (stage) =>
      apply(
        stage,
        object('apps/v1', 'StatefulSet', name, {
          spec: { replicas, serviceName: 'x', selector: selector(`s${name}`), template: template(`s${name}`, image, cpu) },
        }),
      ),
    ),
  ),
  fc
    .tuple(names, images)
    .map(([name, image]) =>
      operation(`DaemonSet ${name} of ${image}`, (stage) =>
        apply(stage, object('apps/v1', 'DaemonSet', name, { spec: { selector: selector(`x${name}`), template: template(`x${name}`, image, '10m') } })),
      ),
    ),
  workload.map(([name, replicas, image, cpu]) =>
    operation(`ReplicaSet ${name} of ${replicas} ${image} with ${cpu}`, (stage) =>
      apply(stage, object('apps/v1', 'ReplicaSet', name, { spec: { replicas, selector: selector(`r${name}`), template: template(`r${name}`, image, cpu) } })),
    ),
  ),
  fc.tuple(names, fc.integer({ min: 1, max: 3 }), fc.constantFrom('true', 'false', 'sleep 20')).map(([name, completions, does]) =>
    operation(`Job ${name} that does '${does}' ${completions} times`, ({ person: { create } }) =>
      create(
        object('batch/v1', 'Job', name, {
          spec: {
            completions,
            parallelism: 2,
            backoffLimit: 1,
            template: { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'busybox:1.36', command: ['sh', '-c', does] }] } },
          },
        }),
      ),
    ),
  ),
  fc.tuple(names, fc.boolean()).map(([name, suspend]) =>
    operation(`CronJob ${name}${suspend ? ', suspended' : ''}`, (stage) =>
      apply(
        stage,
        object('batch/v1', 'CronJob', name, {
          spec: {
            schedule: '* * * * *',
            suspend,
            jobTemplate: { spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'busybox:1.36', command: ['true'] }] } } } },
          },
        }),
      ),
    ),
  ),
  fc
    .tuple(names, fc.constantFrom('d', 's', 'x', 'r'))
    .map(([name, of]) =>
      operation(`Service ${name} for ${of}${name}`, (stage) =>
        apply(stage, object('v1', 'Service', name, { spec: { selector: { app: `${of}${name}` }, ports: [{ port: 80 }] } })),
      ),
    ),
  fc
    .tuple(names, fc.constantFrom(0, 1, '50%'))
    .map(([name, maxUnavailable]) =>
      operation(`a budget for d${name} of ${maxUnavailable}`, (stage) =>
        apply(stage, object('policy/v1', 'PodDisruptionBudget', name, { spec: { maxUnavailable, selector: selector(`d${name}`) } })),
      ),
    ),
  fc.integer({ min: 5, max: 30 }).map((most) =>
    operation(`a quota of at least ${most} pods`, ({ cluster: { client }, person: { create, patch } }) => {
      // Never less than there is: then it would be broken from the start.
      const hard = { pods: String(Math.max(most, client.list(pods, { namespace: ns }).items.length)) }
      try {
        create(object('v1', 'ResourceQuota', 'all', { spec: { hard } }))
      } catch {
        patch('v1', 'ResourceQuota', 'all', { spec: { hard } })
      }
    }),
  ),
]

const changes = [
  fc
    .tuple(names, counts)
    .map(([name, replicas]) =>
      operation(`Deployment ${name} scaled to ${replicas}`, ({ cluster: { client } }) => void client.patch(deployments, name, ns, { spec: { replicas } })),
    ),
  fc
    .tuple(fc.constantFrom(...kinds), names, fc.constantFrom('Background', 'Foreground', 'Orphan'))
    .map(([[apiVersion, kind], name, policy]) =>
      operation(`${kind} ${name} deleted, ${policy}`, ({ person: { remove } }) => remove(apiVersion, kind, name, policy)),
    ),
  fc.nat(50).map((i) =>
    operation(`pod ${i} deleted`, (stage) => {
      const pod = somePod(stage, i)
      if (pod) stage.cluster.client.delete(pods, pod.metadata.name, ns)
    }),
  ),
  fc.nat(50).map((i) =>
    operation(`pod ${i} deleted by force`, (stage) => {
      const pod = somePod(stage, i)
      if (pod) stage.cluster.client.delete(pods, pod.metadata.name, ns, { gracePeriodSeconds: 0 })
    }),
  ),
  fc.nat(50).map((i) =>
    operation(`pod ${i} evicted`, (stage) => {
      const pod = somePod(stage, i)
      if (pod) stage.cluster.client.evict(pod)
    }),
  ),
  fc.tuple(fc.nat(50), fc.constantFrom('da', 'db', 'ra', 'nobody')).map(([i, app]) =>
    operation(`pod ${i} labelled ${app}`, (stage) => {
      const pod = somePod(stage, i)
      if (pod) stage.cluster.client.patch(pods, pod.metadata.name, ns, { metadata: { labels: { app } } })
    }),
  ),
  fc
    .tuple(workers, fc.boolean())
    .map(([i, unschedulable]) =>
      operation(
        `worker-${i + 1} ${unschedulable ? '' : 'un'}cordoned`,
        ({ cluster: { client } }) => void client.patch(nodes, `worker-${i + 1}`, '', { spec: { unschedulable } }),
      ),
    ),
  fc.tuple(workers, fc.constantFrom('NoSchedule', 'NoExecute', undefined)).map(([i, effect]) =>
    operation(`worker-${i + 1} tainted ${effect ?? 'no more'}`, ({ cluster: { client } }) => {
      const node = client.get(nodes, `worker-${i + 1}`)
      const others = (node.spec.taints ?? []).filter(({ key }) => key !== 'out')
      client.update(nodes, { ...node, spec: { ...node.spec, taints: effect ? [...others, { key: 'out', effect }] : others } })
    }),
  ),
  fc.constant(operation('the namespace deleted', ({ cluster: { client } }) => client.delete(namespaces, ns))),
]

const controllers = fc.constantFrom(
  'deployment-controller',
  'replicaset-controller',
  'statefulset-controller',
  'daemon-set-controller',
  'job-controller',
  'cronjob-controller',
  'endpointslice-controller',
  'generic-garbage-collector',
  'namespace-controller',
  'node-controller',
  'disruption-controller',
  'resourcequota-controller',
)

const mishaps = [
  workers.map((i) => operation(`worker-${i + 1} powered off`, ({ cluster }) => cluster.nodes[i]?.powerOff())),
  workers.map((i) => operation(`worker-${i + 1} on`, ({ cluster }) => cluster.nodes[i]?.start())),
  workers.map((i) => operation(`kubelet of worker-${i + 1} stopped`, ({ cluster }) => cluster.nodes[i]?.stop())),
  workers.map((i) => operation(`Node worker-${i + 1} deleted`, ({ cluster: { client } }) => client.delete(nodes, `worker-${i + 1}`))),
  fc.tuple(fc.constantFrom(0, 0.1, 0.5), fc.constantFrom(500, 503, 429)).map(([share, status]) =>
    operation(`the API server answers ${status} to ${share * 100}%`, (stage) => {
      stage.refusing = { share, status }
    }),
  ),
  controllers.map((account) => operation(`${account} crashes`, ({ cluster }) => cluster.manager.restart(account))),
  fc.constant(operation('the scheduler crashes', ({ cluster }) => cluster.restartScheduler())),
]

const time = fc
  .constantFrom(0.1, 1, 5, 20, 60, 400)
  .map((seconds) => operation(`${seconds} seconds pass`, ({ cluster }) => cluster.clock.advance(seconds * 1000)))

/** One operation: mostly of people, between them time and mishaps. */
export const operations: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 4, arbitrary: fc.oneof(...workloads) },
  { weight: 4, arbitrary: fc.oneof(...changes) },
  { weight: 2, arbitrary: fc.oneof(...mishaps) },
  { weight: 4, arbitrary: time },
)

/** A cluster with the namespace in which things happen. */
export function stageFor(cluster: WholeCluster, chance: () => number): Stage {
  const stage: Stage = { cluster, person: person(cluster), refusing: { share: 0, status: 503 } }
  cluster.interfereWith(() => {
    const { share, status } = stage.refusing
    if (share === 0 || chance() >= share) return undefined
    return new StatusError(status, status === 429 ? 'TooManyRequests' : status === 503 ? 'ServiceUnavailable' : 'InternalError', 'the server is not well')
  })
  return stage
}

/** Does it; what the API server refuses to a person who did not see what there is, is no fault. */
export function attempt(stage: Stage, { happen }: Operation): void {
  try {
    happen(stage)
  } catch (error) {
    if (!(error instanceof StatusError)) throw error
  }
}

/** Ends all mishaps: machines run, nobody is refused, and the namespace is there. */
export function heal(stage: Stage): void {
  const { cluster } = stage
  stage.refusing = { share: 0, status: 503 }
  for (const node of cluster.nodes) {
    node.stop()
    node.start()
  }
  cluster.clock.settle()
}
