import { formatDuration } from '../../../api/duration.ts'
import { pathOf, pods } from '../../../api/kinds.ts'
import type { KubeList } from '../../../api/object.ts'
import { timeOf } from '../../../api/time.ts'
import type { Pod } from '../../../api/types.ts'
import { defineCommand, type Invocation } from '../../command.ts'
import { CommandError } from '../../errors.ts'
import { bool } from '../../flags.ts'
import { goSort } from '../../go-sort.ts'
import { TabWriter } from '../../output/tab-writer.ts'
import { request } from '../../rest.ts'
import { allNamespacesFlag, fieldSelectorFlag } from '../../shared-flags.ts'
import { type Amounts, amountsOf, byUse, measuredResources, podAmounts, sumOf, usageCell } from './figures.ts'
import { metricsApi, type PodMetrics, readMetrics, topFlags } from './metrics.ts'

const flags = {
  ...topFlags('pods'),
  ...allNamespacesFlag,
  ...fieldSelectorFlag,
  containers: bool(false, 'A line for each container rather than for each pod.'),
  sum: bool(false, 'Add up all lines in a last one.'),
}

type TopPod = Invocation<typeof flags>

/** Nobody wonders yet about a pod that is younger. */
const patienceMs = 120_000

export const topPod = defineCommand({
  name: 'top pod',
  usage: 'top pod [NAME | -l label]',
  aliases: ['pods', 'po'],
  summary: 'Show how much CPU and memory each pod uses',
  description: 'A pod that has only just begun is missing until it has been measured, which may take a minute or two.',
  examples: [
    { about: 'All pods of the namespace', line: 'kubectl top pod' },
    { about: 'The hungriest pods of the cluster first', line: 'kubectl top pod --all-namespaces --sort-by=memory' },
    { about: 'One pod, container by container', line: 'kubectl top pod web --containers' },
    { about: 'Pods with a label', line: 'kubectl top pod -l app=web' },
  ],
  flags,
  async run(invocation) {
    const { flags: given, io } = invocation
    const fields = given['field-selector']
    const api = await metricsApi(invocation, given.selector !== '' || fields !== '', 'only one of NAME or selector can be provided', fields)
    const { name: namespace } = await invocation.namespace()
    const place = given['all-namespaces'] ? '' : `/namespaces/${encodeURIComponent(namespace)}`
    const all = await readMetrics<PodMetrics>(invocation, `${api}${place}/pods`, given.selector)
    const found = all.length > 0 && fields !== '' ? await chosenOf(invocation, all) : all
    if (found.length > 0) {
      print(invocation, found)
      return
    }
    await checkAges(invocation)
    io.stderr(given['all-namespaces'] ? 'No resources found\n' : `No resources found in ${namespace} namespace.\n`)
  },
})

/** The pods that the selectors choose. */
async function podsOf(invocation: TopPod): Promise<readonly Pod[]> {
  const { flags: given } = invocation
  const namespace = given['all-namespaces'] ? '' : (await invocation.namespace()).name
  const query = { labelSelector: given.selector, fieldSelector: given['field-selector'] }
  return (await request<KubeList<Pod>>(await invocation.transport(), 'GET', pathOf(pods, namespace), { query })).items
}

const keyOf = ({ metadata: { namespace, name } }: Pick<Pod, 'metadata'>): string => `${namespace}/${name}`

/** The metrics server knows no fields of pods: the pods are asked for, and compared. */
async function chosenOf(invocation: TopPod, metrics: readonly PodMetrics[]): Promise<readonly PodMetrics[]> {
  const chosen = new Set((await podsOf(invocation)).map(keyOf))
  return metrics.filter((each) => chosen.has(keyOf(each)))
}

/** Nothing was measured: because there are no pods, or they are too young, or something is wrong. */
async function checkAges(invocation: TopPod): Promise<void> {
  const all = await podsOf(invocation)
  if (all.length === 0) return
  for (const pod of all) {
    const age = invocation.io.now() - (timeOf(pod.metadata.creationTimestamp) ?? 0)
    if (age > patienceMs) throw new CommandError(`Metrics not available for pod ${keyOf(pod)}, age: ${formatDuration(age)}`)
  }
  throw new CommandError('metrics not available yet')
}

function print({ flags: given, io }: TopPod, metrics: readonly PodMetrics[]): void {
  const resources = measuredResources(given['show-swap'])
  const names = [...(given['all-namespaces'] ? ['NAMESPACE'] : []), ...(given.containers ? ['POD'] : [])]
  const columns = ['NAME', 'CPU(cores)', 'MEMORY(bytes)', ...(given['show-swap'] ? ['SWAP(bytes)'] : [])]
  const writer = new TabWriter()
  const line = (cells: readonly string[]): void => writer.write(`${cells.map((cell) => `${cell}\t`).join('')}\n`)
  const cells = (amounts: Amounts): string[] => resources.map((name) => usageCell(name, amounts.get(name) as never))
  if (!given['no-headers']) line([...names, ...columns])
  for (const pod of sorted(metrics, given['all-namespaces'], given['sort-by'], resources)) {
    const { name, namespace = '' } = pod.metadata
    const head = given['all-namespaces'] ? [namespace] : []
    if (!given.containers) line([...head, name, ...cells(podAmounts(pod, resources))])
    else for (const each of containersOf(pod, given['sort-by'], resources)) line([...head, name, each.name, ...cells(amountsOf(each.usage, resources))])
  }
  if (given.sum) {
    // The real kubectl counts the columns of names only where it prints them.
    const width = columns.length + (given['no-headers'] ? 0 : names.length)
    line([...Array(width - 2).fill(''), '________', '________'])
    const total = sumOf(
      metrics.flatMap(({ containers }) => containers.map(({ usage }) => usage)),
      resources,
    )
    line([...Array(width - 3).fill(''), '', ...cells(total)])
  }
  io.stdout(writer.flush())
}

const sorted = (metrics: readonly PodMetrics[], withNamespace: boolean, sortBy: string, resources: readonly string[]): PodMetrics[] =>
  goSort(
    metrics,
    byUse<PodMetrics>(
      sortBy,
      (pod) => podAmounts(pod, resources),
      ({ metadata: { namespace = '', name } }) => (withNamespace ? [namespace, name] : [name]),
    ),
  )

const containersOf = ({ containers }: PodMetrics, sortBy: string, resources: readonly string[]): PodMetrics['containers'][number][] =>
  goSort(
    containers,
    byUse<PodMetrics['containers'][number]>(
      sortBy,
      ({ usage }) => amountsOf(usage, resources),
      ({ name }) => [name],
    ),
  )
