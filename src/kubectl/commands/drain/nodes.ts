/** The nodes that cordon, uncordon and drain are about, and whether they take new pods. Models kubectl pkg/cmd/drain and pkg/drain/cordon.go. */
import { parseSelector } from '../../../api/label-selector.ts'
import type { AnyObject } from '../../../api/object.ts'
import type { Invocation } from '../../command.ts'
import { type DryRun, dryRunOf, dryRunSuffix, writeQuery } from '../../dry-run.ts'
import { CommandError, wrongUse } from '../../errors.ts'
import { objectName } from '../../output/name.ts'
import { findResources, type Info } from '../../resources/resources.ts'
import { patchObject } from '../../writes.ts'

export interface ChosenNodes {
  readonly dryRun: DryRun
  readonly infos: readonly Info[]
}

/** Throws UsageError for a wrong line, CommandError or StatusError for nodes that are not there. */
export async function chosenNodes(invocation: Invocation): Promise<ChosenNodes> {
  const { args, flags, command, changed } = invocation
  const selector = flags.selector as string
  if (args.length === 0 && !changed('selector')) throw wrongUse(command, `USAGE: ${command.usage} [flags]`)
  if (args.length > 0 && selector !== '') throw wrongUse(command, 'error: cannot specify both a node name and a --selector option')
  const dryRun = dryRunOf(invocation)
  checkPodSelector((flags['pod-selector'] as string | undefined) ?? '')
  const { name: namespace } = await invocation.namespace()
  const chunkSize = flags['chunk-size'] as number | undefined
  const found = await findResources(invocation, {
    ...(args.length > 0 ? { names: { type: 'nodes', names: args } } : {}),
    ...(selector === '' ? {} : { args: ['nodes'], selector }),
    ...(chunkSize === undefined ? {} : { chunkSize }),
    namespace,
    singleType: true,
    flatten: true,
  })
  const infos = await found.infos()
  const other = infos.find(({ resource }) => resource?.plural !== 'nodes' || resource.group !== '')?.resource
  if (other) throw new CommandError(`error: expected resource of type node, got ${JSON.stringify(`${other.group}/${other.version}, Resource=${other.plural}`)}`)
  return { dryRun, infos }
}

function checkPodSelector(text: string): void {
  try {
    parseSelector(text)
  } catch {
    throw new CommandError('--pod-selector=<pod_selector> must be a valid label selector')
  }
}

/** Marks each node, unless it is marked like this already. What goes wrong with one is said and does not stop the others. */
export async function mark(invocation: Invocation, { dryRun, infos }: ChosenNodes, unschedulable: boolean): Promise<void> {
  const { io } = invocation
  const verb = unschedulable ? 'cordon' : 'uncordon'
  for (const info of infos) {
    const node = info.object as AnyObject
    const already = (node.spec?.unschedulable ?? false) === unschedulable
    try {
      if (!already && dryRun !== 'client') await setUnschedulable(invocation, info, dryRun, unschedulable)
    } catch (error) {
      if (!(error instanceof Error)) throw error
      io.stderr(`error: unable to ${verb} node ${JSON.stringify(info.name)}: ${error.message}\n`)
      continue
    }
    io.stdout(`${objectName(node)} ${already ? 'already ' : ''}${verb}ed${dryRunSuffix(dryRun)}\n`)
  }
}

async function setUnschedulable(invocation: Invocation, info: Info, dryRun: DryRun, unschedulable: boolean): Promise<void> {
  const patch = { spec: { unschedulable: unschedulable ? true : null } }
  await patchObject(await invocation.transport(), info, 'strategic', patch, writeQuery(dryRun, {}))
}
