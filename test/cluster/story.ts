/** A long day of a cluster, in which every controller has something to do. Each step is what a person does, and when. */
import { apiVersionOf } from '../../src/api/kinds.ts'
import type { AnyObject } from '../../src/api/object.ts'
import { discoverPresent } from '../../src/client/discovery.ts'
import type { WholeCluster } from './whole-cluster.ts'

const pod = (image: string, more: object = {}) => ({ containers: [{ name: 'main', image, resources: { requests: { cpu: '10m', memory: '8Mi' } }, ...more }] })
const template = (app: string, image = 'nginx:1.27', more: object = {}) => ({ metadata: { labels: { app } }, spec: { ...pod(image), ...more } })
const selector = (app: string) => ({ matchLabels: { app } })
/** What has ended stays where it was, and the day ends with one node that nobody may stay on. */
const command = (...words: string[]) => ({ ...pod('busybox:1.36', { command: words }), nodeSelector: { 'kubernetes.io/hostname': 'worker-1' } })

const object = (apiVersion: string, kind: string, name: string, rest: object, namespace = 'shop') => ({
  apiVersion,
  kind,
  metadata: { name, namespace },
  ...rest,
})

export const day: readonly { readonly says: string; readonly wait: number; act(person: Person): void }[] = [
  {
    says: 'a namespace with a quota',
    wait: 5,
    act({ create }) {
      create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } })
      create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'brief' } })
      create(object('v1', 'ResourceQuota', 'all', { spec: { hard: { pods: '60', 'requests.cpu': '4', 'count/configmaps': '10' } } }))
    },
  },
  {
    says: 'workloads of every kind, and Services',
    wait: 60,
    act({ create }) {
      create(object('apps/v1', 'Deployment', 'web', { spec: { replicas: 3, selector: selector('web'), template: template('web') } }))
      create(object('v1', 'Service', 'web', { spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } }))
      create(object('v1', 'Service', 'db', { spec: { clusterIP: 'None', selector: { app: 'db' }, ports: [{ port: 6379 }] } }))
      create(object('v1', 'Endpoints', 'outside', { subsets: [{ addresses: [{ ip: '192.0.2.7' }], ports: [{ port: 5432 }] }] }))
      create(object('v1', 'Service', 'outside', { spec: { ports: [{ port: 5432 }] } }))
      create(
        object('apps/v1', 'StatefulSet', 'db', { spec: { replicas: 2, serviceName: 'db', selector: selector('db'), template: template('db', 'redis:7') } }),
      )
      create(object('apps/v1', 'DaemonSet', 'agent', { spec: { selector: selector('agent'), template: template('agent') } }))
      create(object('v1', 'ReplicationController', 'old', { spec: { replicas: 2, selector: { app: 'old' }, template: template('old') } }))
      create(object('policy/v1', 'PodDisruptionBudget', 'web', { spec: { minAvailable: 2, selector: selector('web') } }))
      create(
        object('batch/v1', 'Job', 'sum', {
          spec: { completions: 3, parallelism: 2, template: { spec: { restartPolicy: 'Never', ...command('sh', '-c', 'sleep 5; echo 3') } } },
        }),
      )
      create(
        object('batch/v1', 'CronJob', 'tick', {
          spec: { schedule: '* * * * *', jobTemplate: { spec: { template: { spec: { restartPolicy: 'Never', ...command('true') } } } } },
        }),
      )
      create(object('v1', 'ConfigMap', 'notes', { data: { a: '1' } }, 'brief'))
      create(object('apps/v1', 'Deployment', 'gone', { spec: { replicas: 2, selector: selector('gone'), template: template('gone') } }, 'brief'))
    },
  },
  {
    says: 'a rollout, more replicas, a job that is cleaned up, an account, a role that gathers others',
    wait: 60,
    act({ create, patch }) {
      patch('apps/v1', 'Deployment', 'web', { spec: { template: { spec: { containers: [{ name: 'main', image: 'nginx:1.28' }] } } } })
      patch('apps/v1', 'StatefulSet', 'db', { spec: { replicas: 3, template: { spec: { containers: [{ name: 'main', image: 'redis:8' }] } } } })
      patch('apps/v1', 'DaemonSet', 'agent', { spec: { template: { spec: { containers: [{ name: 'main', image: 'nginx:1.28' }] } } } })
      patch('v1', 'ReplicationController', 'old', { spec: { replicas: 3 } })
      create(object('batch/v1', 'Job', 'brief', { spec: { ttlSecondsAfterFinished: 5, template: { spec: { restartPolicy: 'Never', ...command('true') } } } }))
      create(object('v1', 'ServiceAccount', 'robot', {}))
      create(object('v1', 'Secret', 'robot-token', { type: 'kubernetes.io/service-account-token', metadata: annotated('robot-token', 'robot') }))
      const gathered = { labels: { 'gather/shop': 'true' } }
      create({
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRole',
        metadata: { name: 'all' },
        aggregationRule: { clusterRoleSelectors: [{ matchLabels: gathered.labels }] },
      })
      create({
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRole',
        metadata: { name: 'part', ...gathered },
        rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }],
      })
    },
  },
  {
    says: 'a volume is bound to a claim',
    wait: 60,
    act({ create }) {
      create({
        apiVersion: 'v1',
        kind: 'PersistentVolume',
        metadata: { name: 'disk' },
        spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], storageClassName: 'manual', hostPath: { path: '/data' } },
      })
      create(
        object('v1', 'PersistentVolumeClaim', 'disk', {
          spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'manual', resources: { requests: { storage: '1Gi' } } },
        }),
      )
    },
  },
  {
    says: 'less of everything, and things are deleted',
    wait: 120,
    act({ patch, remove }) {
      patch('apps/v1', 'Deployment', 'web', { spec: { replicas: 2 } })
      patch('apps/v1', 'StatefulSet', 'db', { spec: { replicas: 1 } })
      patch('batch/v1', 'CronJob', 'tick', { spec: { suspend: true } })
      remove('v1', 'ReplicationController', 'old', 'Foreground')
      remove('batch/v1', 'Job', 'sum', 'Background')
      remove('v1', 'Service', 'outside')
      remove('v1', 'Namespace', 'brief', undefined, '')
    },
  },
  {
    says: 'a node that nobody may stay on',
    wait: 120,
    act({ patch }) {
      patch('v1', 'Node', 'worker-2', { spec: { taints: [{ key: 'out', effect: 'NoExecute' }] } }, '')
    },
  },
]

const annotated = (name: string, account: string) => ({ name, namespace: 'shop', annotations: { 'kubernetes.io/service-account.name': account } })

/** Somebody with kubectl. */
export interface Person {
  create(manifest: AnyObject | object): void
  patch(apiVersion: string, kind: string, name: string, change: object, namespace?: string): void
  remove(apiVersion: string, kind: string, name: string, propagationPolicy?: 'Foreground' | 'Background' | 'Orphan', namespace?: string): void
}

export function person({ client }: Pick<WholeCluster, 'client'>): Person {
  const kinds = discoverPresent(client)
  const kindOf = (apiVersion: string, kind: string) => {
    const found = kinds.find((each) => each.kind === kind && apiVersionOf(each) === apiVersion)
    if (!found) throw new Error(`no ${apiVersion} ${kind}`)
    return found
  }
  return {
    create: (manifest: any) => void client.create(kindOf(manifest.apiVersion, manifest.kind), manifest),
    patch: (apiVersion, kind, name, change, namespace = 'shop') => void client.patch(kindOf(apiVersion, kind), name, namespace, change),
    remove: (apiVersion, kind, name, propagationPolicy, namespace = 'shop') =>
      client.delete(kindOf(apiVersion, kind), name, namespace, propagationPolicy ? { propagationPolicy } : undefined),
  }
}
