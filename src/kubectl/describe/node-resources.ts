/** Who takes what of a node: its pods, and their sum. */
import { Quantity } from '../../api/quantity.ts'
import type { Node, Pod } from '../../api/types.ts'
import { byBytes } from '../output/go-value.ts'
import type { Description } from './description.ts'
import { type Amounts, parsed, podResources, sum } from './pod-resources.ts'
import type { Times } from './times.ts'

export function writeNodeResources(out: Description, { status }: Node, pods: readonly Pod[], times: Times): void {
  const allocatable = parsed(Object.keys(status?.allocatable ?? {}).length > 0 ? status?.allocatable : status?.capacity)
  out.field(0, 'Non-terminated Pods', `(${pods.length} in total)`)
  out.row(1, 'Namespace', 'Name', '', 'CPU Requests', 'CPU Limits', 'Memory Requests', 'Memory Limits', 'Age')
  out.row(1, '---------', '----', '', '------------', '----------', '---------------', '-------------', '---')
  for (const pod of pods) writePod(out, pod, allocatable, times)
  out.write(0, 'Allocated resources:\n  (Total limits may be over 100 percent, i.e., overcommitted.)\n')
  out.row(1, 'Resource', 'Requests', 'Limits')
  out.row(1, '--------', '--------', '------')
  const total = (which: 'requests' | 'limits') => pods.map((pod) => podResources(pod, which, { status: false })).reduce(sum, {})
  writeTotals(out, total('requests'), total('limits'), allocatable)
}

function writePod(out: Description, pod: Pod, allocatable: Amounts, times: Times): void {
  const requests = podResources(pod, 'requests', { status: true })
  const limits = podResources(pod, 'limits', { status: true })
  const share = (name: string, amounts: Amounts): string => shareText(name, amounts, allocatable, { ofNothing: goOverflow })
  out.row(
    1,
    pod.metadata.namespace ?? '',
    pod.metadata.name,
    '',
    share('cpu', requests),
    share('cpu', limits),
    share('memory', requests),
    share('memory', limits),
    times.since(pod.metadata.creationTimestamp),
  )
}

function writeTotals(out: Description, requests: Amounts, limits: Amounts, allocatable: Amounts): void {
  const names = Object.keys(allocatable).sort(byBytes)
  const pages = names.filter((name) => name.startsWith('hugepages-'))
  for (const name of ['cpu', 'memory', 'ephemeral-storage', ...pages])
    out.row(1, name, shareText(name, requests, allocatable, { ofNothing: '0' }), shareText(name, limits, allocatable, { ofNothing: '0' }))
  const standard = ['cpu', 'memory', 'ephemeral-storage', 'pods', ...pages]
  for (const name of names.filter((one) => !standard.includes(one))) out.row(1, name, amount(name, requests), amount(name, limits))
}

const amount = (name: string, amounts: Amounts): Quantity => amounts[name] ?? Quantity.zero

/** What Go's int64 makes of a division by zero. */
const goOverflow = '-9223372036854775808'

/** `250m (12%)` */
function shareText(name: string, amounts: Amounts, allocatable: Amounts, { ofNothing }: { readonly ofNothing: string }): string {
  const number = (quantity: Quantity): number => (name === 'cpu' ? quantity.milliValue : quantity.value)
  const [part, whole] = [amount(name, amounts), number(amount(name, allocatable))]
  return `${part} (${whole === 0 ? ofNothing : Math.trunc((number(part) / whole) * 100)}%)`
}
