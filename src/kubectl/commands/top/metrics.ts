/** What both `top` commands ask: whether anybody in the cluster measures, and what. Models kubectl pkg/cmd/top. */
import { parseFieldSelector } from '../../../api/field-selector.ts'
import { parseSelector } from '../../../api/label-selector.ts'
import type { KubeList, KubeObject } from '../../../api/object.ts'
import type { Invocation } from '../../command.ts'
import { CommandError, wrongUse } from '../../errors.ts'
import { bool, type FlagTable, string } from '../../flags.ts'
import { request } from '../../rest.ts'
import { selectorFlag } from '../../shared-flags.ts'

export const topFlags = (what: string) =>
  ({
    ...selectorFlag,
    'no-headers': bool(false, 'Leave out the line with the names of the columns.'),
    'show-swap': bool(false, `Add columns about the swap memory of ${what}.`),
    'sort-by': string('', `Put the ${what} that use most first: by 'cpu' or by 'memory'.`),
    'use-protocol-buffers': bool(true, 'Ask the metrics server for its compact binary format rather than for JSON.'),
  }) satisfies FlagTable

type Usage = Readonly<Record<string, string>>

export interface NodeMetrics extends KubeObject {
  readonly usage: Usage
}

export interface PodMetrics extends KubeObject {
  readonly containers: readonly { readonly name: string; readonly usage: Usage }[]
}

/** The versions of the metrics API that kubectl reads. */
const versions = ['v1', 'v1beta1']

/** The path of the metrics API. Throws CommandError for a wrong line, and if the server offers no metrics. */
export async function metricsApi(invocation: Invocation, chosen: boolean, complaint: string, fields = ''): Promise<string> {
  const { args, command, flags } = invocation
  if (args.length > 1) throw wrongUse(command, command.usage.slice(command.usage.indexOf(' ') + 1))
  if (!['', 'cpu', 'memory'].includes(flags['sort-by'] as string)) throw new CommandError('--sort-by accepts only cpu or memory')
  if (args.length > 0 && chosen) throw new CommandError(complaint)
  checked(() => parseSelector(String(flags.selector)))
  checked(() => parseFieldSelector(fields))
  const groups = await (await invocation.mapper()).groups()
  const found = groups.find(({ name }) => name === 'metrics.k8s.io')?.versions.find(({ version }) => versions.includes(version))
  if (!found) throw new CommandError('Metrics API not available')
  return `/apis/metrics.k8s.io/${found.version}`
}

function checked(parse: () => unknown): void {
  try {
    parse()
  } catch (error) {
    if (!(error instanceof Error)) throw error
    throw new CommandError(error.message)
  }
}

/** One by its name, or all that a selector chooses. */
export async function readMetrics<T extends KubeObject>(invocation: Invocation, path: string, labelSelector: string): Promise<readonly T[]> {
  const transport = await invocation.transport()
  const [name] = invocation.args
  if (name !== undefined) return [await request<T>(transport, 'GET', `${path}/${encodeURIComponent(name)}`)]
  return (await request<KubeList<T>>(transport, 'GET', path, { query: { labelSelector } })).items ?? []
}
