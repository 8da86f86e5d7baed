import { nodes, pathOf } from '../../../api/kinds.ts'
import type { KubeList } from '../../../api/object.ts'
import { Quantity } from '../../../api/quantity.ts'
import type { Node } from '../../../api/types.ts'
import { defineCommand, type Invocation } from '../../command.ts'
import { CommandError } from '../../errors.ts'
import { bool } from '../../flags.ts'
import { goSort } from '../../go-sort.ts'
import { TabWriter } from '../../output/tab-writer.ts'
import { request } from '../../rest.ts'
import { byUse, measuredResources, nodeAmounts, shareCell, usageCell } from './figures.ts'
import { metricsApi, type NodeMetrics, readMetrics, topFlags } from './metrics.ts'

const flags = { ...topFlags('nodes'), 'show-capacity': bool(false, 'Take percentages of all that the node has, not of what it can give to pods.') }

type TopNode = Invocation<typeof flags>

export const topNode = defineCommand({
  name: 'top node',
  usage: 'top node [NAME | -l label]',
  aliases: ['nodes', 'no'],
  summary: 'Show how much CPU and memory each node uses',
  description: 'Percentages are of what the node can give to pods (allocatable), unless told otherwise.',
  examples: [
    { about: 'All nodes', line: 'kubectl top node' },
    { about: 'One node', line: 'kubectl top node worker-1' },
  ],
  flags,
  async run(invocation) {
    const { flags: given } = invocation
    const api = await metricsApi(invocation, given.selector !== '', 'only one of NAME or --selector can be provided')
    const found = await readMetrics<NodeMetrics>(invocation, `${api}/nodes`, given.selector)
    if (found.length === 0) throw new CommandError('metrics not available yet')
    print(invocation, found, await availableOf(invocation))
  },
})

/** What each node has, by its name; `swap` is missing where it has none. */
async function availableOf({ args, flags: given, transport: connect }: TopNode): Promise<Map<string, Readonly<Record<string, string>>>> {
  const transport = await connect()
  const list =
    args[0] === undefined
      ? (await request<KubeList<Node>>(transport, 'GET', pathOf(nodes, ''), { query: { labelSelector: given.selector } })).items
      : [await request<Node>(transport, 'GET', pathOf(nodes, '', args[0]))]
  return new Map(
    list.map(({ metadata, status }) => {
      const swap = status?.nodeInfo?.swap?.capacity
      return [metadata.name, { ...(given['show-capacity'] ? status?.capacity : status?.allocatable), ...(swap === undefined ? {} : { swap: String(swap) }) }]
    }),
  )
}

function print({ flags: given, io }: TopNode, metrics: readonly NodeMetrics[], available: Map<string, Readonly<Record<string, string>>>): void {
  const resources = measuredResources(given['show-swap'])
  const writer = new TabWriter()
  const line = (cells: readonly string[]): void => writer.write(`${cells.map((cell) => `${cell}\t`).join('')}\n`)
  if (!given['no-headers']) line(['NAME', 'CPU(cores)', 'CPU(%)', 'MEMORY(bytes)', 'MEMORY(%)', ...(given['show-swap'] ? ['SWAP(bytes)', 'SWAP(%)'] : [])])
  const sorted = goSort(
    metrics,
    byUse<NodeMetrics>(
      given['sort-by'],
      (node) => nodeAmounts(node, resources),
      ({ metadata }) => [metadata.name],
    ),
  )
  for (const node of sorted) {
    const has = available.get(node.metadata.name)
    line([node.metadata.name, ...resources.flatMap((name) => cellsOf(name, node, has))])
    available.delete(node.metadata.name)
  }
  for (const name of available.keys()) line([name, ...resources.flatMap(() => ['<unknown>', '<unknown>'])])
  io.stdout(writer.flush())
}

function cellsOf(name: string, { usage }: NodeMetrics, has: Readonly<Record<string, string>> | undefined): string[] {
  if (name === 'swap' && has && has.swap === undefined) return ['<unknown>', '<unknown>']
  const amount = Quantity.parse(usage[name] ?? '0')
  const whole = has?.[name]
  return [usageCell(name, amount), ...(whole === undefined ? [] : [shareCell(amount, Quantity.parse(whole))])]
}
