/**
 * What a cluster looks like when everything that chance and time decide is left out: two clusters that came to the same end
 * by different ways have the same portrait.
 */
import type { AnyObject } from '../../src/api/object.ts'
import { discover } from '../../src/client/discovery.ts'
import type { WholeCluster } from './whole-cluster.ts'

/** Tell how something came about, not what is. */
const passing = new Set(['events', 'leases', 'controllerrevisions'])

export function portrait({ client }: Pick<WholeCluster, 'client'>): string[] {
  const kinds = discover(client).filter(({ plural, verbs, group }) => verbs.includes('list') && !passing.has(plural) && group !== 'metrics.k8s.io')
  const all = kinds.flatMap((kind) => client.list<any>(kind).items.map((object: AnyObject) => ({ kind: kind.kind, object })))
  const names = new Map(all.map(({ kind, object }) => [object.metadata.uid, `${kind}/${nameOf(object)}`]))
  return all.map(({ kind, object }) => `${kind} ${textOf(object, names)}`).sort()
}

const nameOf = ({ metadata }: AnyObject): string => (metadata.generateName ? `${metadata.generateName}*` : metadata.name)

/** Who writes a status anew may write its fields in another order. */
const sorted = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value

/** Fields that time, chance or the number of attempts decide. */
const forgotten = new Set([
  'resourceVersion',
  'uid',
  'creationTimestamp',
  'managedFields',
  'selfLink',
  'nodeName',
  'podIP',
  'podIPs',
  'hostIP',
  'hostIPs',
  'clusterIP',
  'clusterIPs',
  'containerID',
  'nodeInfo',
  'images',
  'targetRef',
  'addresses',
  'zone',
  'observedGeneration',
  'generation',
  'nominatedNodeName',
  'ca.crt',
  'token',
  'controller-uid',
  'batch.kubernetes.io/controller-uid',
  'endpoints.kubernetes.io/last-change-trigger-time',
  'deployment.kubernetes.io/revision-history',
])

function textOf(object: AnyObject, names: ReadonlyMap<string, string>): string {
  const text = JSON.stringify({ ...object, metadata: { ...object.metadata, name: nameOf(object) } }, (key, value) => {
    if (forgotten.has(key) || /Time$|^startedAt$|^finishedAt$|Timestamp$/.test(key)) return undefined
    // Where all of them are forgotten, it is as if there were none.
    if (key === 'annotations' && Object.keys(value).every((name) => forgotten.has(name))) return undefined
    if (key === 'ownerReferences')
      return value.map((owner: { uid: string; controller?: boolean }) => `${owner.controller} ${names.get(owner.uid) ?? 'somebody who is gone'}`)
    if (key === 'conditions' && Array.isArray(value))
      return [...value].sort((a, b) => (a.type < b.type ? -1 : 1)).map((condition: object) => ({ ...condition, message: undefined }))
    return sorted(value)
  })
  return text
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UID')
    .replace(/kube-api-access-[a-z0-9]{5}/g, 'kube-api-access-*')
    .replace(/10\.244\.\d+\.\d+/g, 'IP')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, 'TIME')
}
