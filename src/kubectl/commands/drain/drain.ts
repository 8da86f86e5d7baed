import type { AnyObject, KubeList } from '../../../api/object.ts'
import type { Pod } from '../../../api/types.ts'
import { defineCommand, type Invocation } from '../../command.ts'
import { dryRunSuffix } from '../../dry-run.ts'
import { CommandError } from '../../errors.ts'
import { bool, duration, int, string } from '../../flags.ts'
import { objectName } from '../../output/name.ts'
import { messageOf } from '../../render-error.ts'
import type { Info } from '../../resources/resources.ts'
import { request } from '../../rest.ts'
import { chunkSizeFlag, dryRunFlag, selectorFlag } from '../../shared-flags.ts'
import { printWarning } from '../deletion.ts'
import { removePods } from './evict.ts'
import { type Verdict, verdict } from './filters.ts'
import { type ChosenNodes, chosenNodes, mark } from './nodes.ts'

const flags = {
  ...selectorFlag,
  ...chunkSizeFlag,
  ...dryRunFlag,
  'delete-emptydir-data': bool(false, 'Also take away pods with emptyDir volumes. What is in those is lost.', {
    example: 'kubectl drain worker-1 --delete-emptydir-data',
  }),
  'disable-eviction': bool(false, 'Delete pods outright, without asking disruption budgets.'),
  force: bool(false, 'Also take away pods that no controller looks after. Nobody will make them anew.', { example: 'kubectl drain worker-1 --force' }),
  'grace-period': int(-1, 'Seconds that each pod gets to end in good order. Negative for what the pod itself says.'),
  'ignore-daemonsets': bool(false, 'Go ahead though there are pods of daemon sets, and leave those where they are.', {
    example: 'kubectl drain worker-1 --ignore-daemonsets',
  }),
  'pod-selector': string('', 'Take away only pods with these labels.'),
  'skip-wait-for-delete-timeout': int(0, 'Do not wait for pods that have been going for more than this many seconds. 0 waits for all.'),
  timeout: duration(0, 'When to give up; 0 for never.'),
}

type Drain = Invocation<typeof flags>

export const drain = defineCommand({
  name: 'drain',
  usage: 'drain NODE',
  group: 'Cluster Management Commands',
  summary: 'Empty a node before its maintenance',
  description: `First the node is cordoned, so that no new pods come. Then its pods are evicted, politely: disruption budgets may hold an eviction up, and every pod gets its time to end. Controllers make new pods elsewhere.

Some pods stop a drain before anything is taken away, unless you say that you know: those of daemon sets (--ignore-daemonsets), those with emptyDir volumes (--delete-emptydir-data), those without a controller (--force). Static pods of the node itself stay.

Afterwards, kubectl uncordon puts the node back to work.`,
  examples: [
    { about: 'The usual line', line: 'kubectl drain worker-1 --ignore-daemonsets --delete-emptydir-data' },
    { about: 'Also pods that nobody will replace', line: 'kubectl drain worker-1 --force' },
    { about: 'A quarter of an hour for each pod', line: 'kubectl drain worker-1 --grace-period=900' },
  ],
  flags,
  async run(invocation) {
    const nodes = await chosenNodes(invocation)
    await mark(invocation, nodes, true)
    const { io } = invocation
    const failed: { name: string; error: Error }[] = []
    for (const info of nodes.infos) {
      try {
        await empty(invocation, info, nodes)
        io.stdout(`${objectName(info.object as AnyObject)} drained${dryRunSuffix(nodes.dryRun)}\n`)
      } catch (error) {
        if (!(error instanceof Error) || (error instanceof CommandError && error.message === '')) throw error
        io.stderr(`error: unable to drain node ${JSON.stringify(info.name)} due to error: ${messageOf(error)}, continuing command...\n`)
        failed.push({ name: info.name, error })
      }
    }
    if (failed.length === 0) return
    io.stderr(`There are pending nodes to be drained:\n${failed.map(({ name }) => ` ${name}\n`).join('')}`)
    throw new AggregateError(failed.map(({ error }) => error))
  },
})

async function empty(invocation: Drain, { name }: Info, { dryRun }: ChosenNodes): Promise<void> {
  const { flags: given, io } = invocation
  const verdicts = await verdictsOn(invocation, name)
  const warnings = grouped(verdicts, 'warning').map(([text, names]) => `${text}: ${names}`)
  if (warnings.length > 0) printWarning(invocation, warnings.join('; '))
  const pods = verdicts.filter(({ remove }) => remove).map(({ pod }) => pod)
  if (dryRun === 'client') {
    for (const { metadata } of pods) io.stdout(`evicting pod ${metadata.namespace}/${metadata.name} (dry run)\n`)
    return
  }
  try {
    await removePods(invocation, pods, {
      dryRun,
      evict: !given['disable-eviction'],
      gracePeriodSeconds: given['grace-period'],
      timeout: given.timeout,
      skipAfter: given['skip-wait-for-delete-timeout'],
    })
  } catch (error) {
    await sayWhatIsLeft(invocation, name, error)
    throw error
  }
}

async function sayWhatIsLeft(invocation: Drain, node: string, error: unknown): Promise<void> {
  const left = (await verdictsOn(invocation, node)).filter(({ remove }) => remove)
  if (left.length === 0) return
  const names = left.map(({ pod }) => `pod/${pod.metadata.name}\n`).join('')
  invocation.io.stderr(`There are pending pods in node ${JSON.stringify(node)} when an error occurred: ${messageOf(error)}\n${names}`)
}

/** Throws AggregateError if a pod stands in the way. */
async function verdictsOn(invocation: Drain, node: string): Promise<Verdict[]> {
  const { flags: given, io } = invocation
  const transport = await invocation.transport()
  const permission = {
    force: given.force,
    ignoreDaemonSets: given['ignore-daemonsets'],
    deleteEmptyDirData: given['delete-emptydir-data'],
    skipAfter: given['skip-wait-for-delete-timeout'],
    now: () => io.now(),
    daemonSet: (namespace: string, name: string) =>
      request(transport, 'GET', `/apis/apps/v1/namespaces/${encodeURIComponent(namespace)}/daemonsets/${encodeURIComponent(name)}`),
  }
  const verdicts: Verdict[] = []
  for (const pod of await podsOn(invocation, node)) verdicts.push(await verdict(pod, permission))
  const errors = grouped(verdicts, 'error').map(([text, names]) => new CommandError(`cannot delete ${text}: ${names}`))
  if (errors.length > 0) throw new AggregateError(errors)
  return verdicts
}

async function podsOn(invocation: Drain, node: string): Promise<Pod[]> {
  const { 'pod-selector': labelSelector, 'chunk-size': limit } = invocation.flags
  const pods: Pod[] = []
  let page = ''
  do {
    const query = { labelSelector, fieldSelector: `spec.nodeName=${node}`, limit: limit > 0 ? limit : undefined, continue: page }
    const list = await request<KubeList>(await invocation.transport(), 'GET', '/api/v1/pods', { query })
    pods.push(...(list.items as unknown as Pod[]))
    page = list.metadata.continue ?? ''
  } while (page !== '')
  return pods
}

/** Each text with the pods that it is about, in the order in which the texts came up. */
function grouped(verdicts: readonly Verdict[], what: 'warning' | 'error'): [string, string][] {
  const groups = new Map<string, string[]>()
  for (const { pod, [what]: text } of verdicts) {
    if (text === undefined) continue
    groups.set(text, [...(groups.get(text) ?? []), `${pod.metadata.namespace}/${pod.metadata.name}`])
  }
  return [...groups].map(([text, names]) => [text, names.join(', ')])
}
