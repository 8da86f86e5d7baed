/** What both `top` commands check first: whether anybody in the cluster measures. Models kubectl pkg/cmd/top. */
import type { Invocation } from '../../command.ts'
import { CommandError, wrongUse } from '../../errors.ts'
import { bool, type FlagTable, string } from '../../flags.ts'
import { selectorFlag } from '../../shared-flags.ts'

export const topFlags = (what: string) =>
  ({
    ...selectorFlag,
    'no-headers': bool(false, 'Leave out the line with the names of the columns.'),
    'show-swap': bool(false, `Add columns about the swap memory of ${what}.`),
    'sort-by': string('', `Put the ${what} that use most first: by 'cpu' or by 'memory'.`),
    'use-protocol-buffers': bool(true, 'Ask the metrics server for its compact binary format rather than for JSON.'),
  }) satisfies FlagTable

/** Throws CommandError for a wrong line, and if the server offers no metrics. */
export async function requireMetrics(invocation: Invocation, chosen: boolean, complaint: string): Promise<void> {
  const { args, command, flags } = invocation
  if (args.length > 1) throw wrongUse(command, command.usage.slice(command.usage.indexOf(' ') + 1))
  if (!['', 'cpu', 'memory'].includes(flags['sort-by'] as string)) throw new CommandError('--sort-by accepts only cpu or memory')
  if (args.length > 0 && chosen) throw new CommandError(complaint)
  const groups = await (await invocation.mapper()).groups()
  if (!groups.some(({ name }) => name === 'metrics.k8s.io')) throw new CommandError('Metrics API not available')
}
