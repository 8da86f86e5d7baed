/** The cluster as a picture: where the pods are, who owns whom, and who is reached through which Service. */
import { matchLabels } from '../../api/labels.ts'
import type { AnyObject } from '../../api/object.ts'
import { columns } from './columns.ts'
import type { Insight } from './insight.ts'

type View = Pick<Insight, 'list'>

/** A line and what hangs below it. */
interface Branch {
  readonly text: string
  readonly below: readonly Branch[]
}

/** The lines to print. @param namespace '' for all of them */
export function drawMap(view: View, namespace: string): string[] {
  const pods = view.list({ kind: 'pods', namespace })
  const sections: readonly (readonly [string, readonly Branch[]])[] = [
    ['where the pods are', nodesOf(view, pods, namespace)],
    ['who owns whom', ownersOf(view, pods, namespace)],
    ['who is reached through what', servicesOf(view, pods, namespace)],
  ]
  return sections.filter(([, branches]) => branches.length > 0).flatMap(([title, branches], i) => [...(i > 0 ? [''] : []), title, ...aligned(branches)])
}

/** Cells of a line are parted by tabs; those of a whole section stand below each other. */
const aligned = (branches: readonly Branch[]): string[] => columns(branches.flatMap((branch) => lines(branch, '', '')).map((line) => line.split('\t')))

function lines({ text, below }: Branch, own: string, others: string): string[] {
  const last = below.length - 1
  return [`${own}${text}`, ...below.flatMap((branch, i) => lines(branch, `${others}${i === last ? '└─ ' : '├─ '}`, `${others}${i === last ? '   ' : '│  '}`))]
}

const leaf = (text: string): Branch => ({ text, below: [] })

/** With the namespace where several are shown. */
const named = (object: AnyObject, namespace: string): string =>
  namespace === '' && object.metadata.namespace ? `${object.metadata.namespace}/${object.metadata.name}` : object.metadata.name

function nodesOf(view: View, pods: readonly AnyObject[], namespace: string): Branch[] {
  const nodes = view.list({ kind: 'nodes', namespace: '' })
  const on = (name: string | undefined): Branch[] =>
    pods.filter(({ spec }) => spec.nodeName === name).map((pod) => leaf(`pod ${named(pod, namespace)}\t${stateOf(pod)}`))
  const waiting = on(undefined)
  return [
    ...nodes.map((node) => ({ text: `node ${node.metadata.name}\t${nodeState(node)}`, below: on(node.metadata.name) })),
    ...(waiting.length > 0 ? [{ text: 'no node yet', below: waiting }] : []),
  ]
}

function nodeState({ spec, status }: AnyObject): string {
  const ready = (status?.conditions ?? []).some((one: any) => one.type === 'Ready' && one.status === 'True')
  const taints = (spec.taints ?? []).filter(({ effect }: any) => effect !== 'PreferNoSchedule').map(({ key, effect }: any) => `${key}:${effect}`)
  return [ready ? 'ready' : 'not ready', ...(spec.unschedulable ? ['cordoned'] : taints)].join(', ')
}

function stateOf({ metadata, status = {} }: AnyObject): string {
  if (metadata.deletionTimestamp) return 'Terminating'
  const containers: readonly any[] = status.containerStatuses ?? []
  const trouble = containers.map(({ state }) => state?.waiting?.reason).find((reason) => reason !== undefined)
  const ready = (status.conditions ?? []).some((one: any) => one.type === 'Ready' && one.status === 'True')
  return `${trouble ?? status.phase ?? 'Pending'}${status.phase === 'Running' && !trouble ? (ready ? ', ready' : ', not ready') : ''}`
}

const owning = ['deployments', 'statefulsets', 'daemonsets', 'cronjobs', 'jobs', 'replicasets', 'replicationcontrollers']

/** Only who has pods below him: old replica sets are left out. */
function ownersOf(view: View, pods: readonly AnyObject[], namespace: string): Branch[] {
  const owners = owning.flatMap((kind) => view.list({ kind, namespace }))
  const under = (uid: string | undefined): AnyObject[] =>
    [...owners, ...pods].filter(({ metadata }) => metadata.ownerReferences?.find(({ controller }) => controller)?.uid === uid)
  const uids = new Set(owners.map(({ metadata }) => metadata.uid))
  const branch = (object: AnyObject): Branch => ({ text: `${labelOf(object, namespace)}`, below: under(object.metadata.uid).map(branch) })
  const bears = ({ below }: Branch, object: AnyObject): boolean => object.kind !== 'ReplicaSet' || below.length > 0
  const prune = ({ text, below }: Branch): Branch => ({
    text,
    below: below.filter((one) => one.below.length > 0 || !one.text.startsWith('replicaset ')).map(prune),
  })
  const tops = owners.filter(({ metadata }) => !metadata.ownerReferences?.some(({ controller, uid }) => controller && uids.has(uid)))
  const trees = tops
    .map((object) => [object, branch(object)] as const)
    .filter(([object, tree]) => bears(tree, object))
    .map(([, tree]) => prune(tree))
  const free = pods.filter(({ metadata }) => !metadata.ownerReferences?.some(({ controller, uid }) => controller && uids.has(uid)))
  return [...trees, ...free.map((pod) => leaf(`${labelOf(pod, namespace)}\towned by ${metadataOwner(pod)}`))]
}

const metadataOwner = ({ metadata }: AnyObject): string => {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller)
  return owner ? `${owner.kind.toLowerCase()} ${owner.name}` : 'nobody'
}

function labelOf(object: AnyObject, namespace: string): string {
  const { spec, status } = object
  const name = `${object.kind.toLowerCase()} ${named(object, namespace)}`
  if (object.kind === 'Pod') return `${name}\t${spec.nodeName ? `on ${spec.nodeName}` : 'on no node yet'}`
  if (object.kind === 'DaemonSet') return `${name}\t${status?.numberReady ?? 0} of ${status?.desiredNumberScheduled ?? 0} ready`
  if (object.kind === 'Job') return `${name}\t${status?.succeeded ?? 0} of ${spec.completions ?? 1} done`
  if (object.kind === 'CronJob') return `${name}\t${spec.schedule}`
  return `${name}\t${status?.readyReplicas ?? 0} of ${spec.replicas ?? 1} ready`
}

function servicesOf(view: View, pods: readonly AnyObject[], namespace: string): Branch[] {
  return view.list({ kind: 'services', namespace }).map((service) => {
    const { spec } = service
    const chosen = spec.selector
      ? pods.filter((pod) => pod.metadata.namespace === service.metadata.namespace && matchLabels(spec.selector, pod.metadata.labels))
      : []
    const ports = (spec.ports ?? [])
      .map((port: any) => `${port.port}${(port.protocol ?? 'TCP') === 'TCP' ? '' : `/${port.protocol}`}${port.nodePort ? `, node port ${port.nodePort}` : ''}`)
      .join(' and ')
    const at =
      spec.type === 'ExternalName'
        ? `is another name for ${spec.externalName}`
        : `${spec.clusterIP === 'None' ? 'no address of its own' : spec.clusterIP}, port ${ports}`
    return { text: `service ${named(service, namespace)}\t${at}`, below: chosen.map((pod) => leaf(`pod ${named(pod, namespace)}\t${stateOf(pod)}`)) }
  })
}
