import { type AnyObject, deepCopy } from '../../api/object.ts'
import { createTwoWayStrategicPatch } from '../../api/patch/strategic/strategic.ts'
import { defineCommand, type Invocation } from '../command.ts'
import { type DryRun, dryRunOf, fieldValidationOf, writeQuery } from '../dry-run.ts'
import { CommandError, wrongUse } from '../errors.ts'
import { bool } from '../flags.ts'
import { NoMatchError } from '../no-match.ts'
import { findResources, type Info, type Resources } from '../resources/resources.ts'
import { allFlag, dryRunFlag, fieldManagerFlag, outputFlags, selectorFlag, validateFlag } from '../shared-flags.ts'
import { patchObject } from '../writes.ts'
import { resultPrinter } from './result-printer.ts'
import { parseTaints, type TaintChanges, tainted } from './taints.ts'

const flags = {
  ...outputFlags,
  ...validateFlag,
  ...selectorFlag,
  ...dryRunFlag,
  ...fieldManagerFlag('kubectl-taint'),
  ...allFlag('All nodes of the cluster.'),
  overwrite: bool(false, 'Change taints that the nodes have already, rather than refuse.'),
}

type TaintLine = Invocation<typeof flags>

export const taint = defineCommand({
  name: 'taint',
  usage: 'taint NODE NAME KEY_1=VAL_1:TAINT_EFFECT_1 ... KEY_N=VAL_N:TAINT_EFFECT_N',
  group: 'Cluster Management Commands',
  summary: 'Make nodes repel pods that do not tolerate it',
  description: `A taint is KEY=VALUE:EFFECT or KEY:EFFECT; KEY:EFFECT- and KEY- take taints away. Only pods with a toleration for it are free of its effect:

  *  NoSchedule: no new pods come.
  *  PreferNoSchedule: new pods come only if there is no other place.
  *  NoExecute: no new pods come, and those that are there have to go.`,
  examples: [
    { about: 'Keep a node for pods that tolerate it', line: 'kubectl taint nodes worker-1 dedicated=gpu:NoSchedule' },
    { about: 'Take that taint away', line: 'kubectl taint nodes worker-1 dedicated:NoSchedule-' },
    { about: 'Take away all taints with this key', line: 'kubectl taint nodes worker-1 dedicated-' },
    { about: 'Nodes with a label', line: 'kubectl taint node -l disk=slow speed=slow:PreferNoSchedule' },
  ],
  flags,
  async run(invocation) {
    const { args, command } = invocation
    const dryRun = dryRunOf(invocation)
    const fieldValidation = fieldValidationOf(invocation)
    const { resources, taints } = words(args)
    if (resources.length === 0) throw new CommandError('one or more resources must be specified as <resource> <name>')
    if (taints.length === 0) throw new CommandError('at least one taint update is required')
    const changes = parse(command, taints)
    await check(invocation, resources, changes)
    // That nothing is stored is not said here.
    const printer = await resultPrinter(invocation, 'none')
    const found = await nodesOf(invocation, resources)
    await found.visit(async (info) => {
      const before = info.object as AnyObject
      const after = deepCopy(before)
      const operation = tainted(after, changes, invocation.flags.overwrite)
      const patch = createTwoWayStrategicPatch(before, after, 'Node')
      printer.print(dryRun === 'client' ? after : await send(invocation, info, patch, dryRun, fieldValidation), operation)
    })
  },
})

/** Words before the first taint name nodes, all others are taints. */
function words(args: readonly string[]): { resources: string[]; taints: string[] } {
  const isTaint = (word: string): boolean => word.includes('=') || word.includes(':') || word.endsWith('-')
  const first = args.findIndex(isTaint)
  const resources = first < 0 ? [...args] : args.slice(0, first)
  const taints = first < 0 ? [] : args.slice(first)
  const stray = taints.find((word) => !isTaint(word))
  if (stray !== undefined) throw new CommandError(`all resources must be specified before taint changes: ${stray}`)
  return { resources, taints }
}

function parse(command: { readonly name: string }, taints: readonly string[]): TaintChanges {
  try {
    return parseTaints(taints)
  } catch (error) {
    throw error instanceof CommandError ? wrongUse(command, error.message) : error
  }
}

async function check(invocation: TaintLine, resources: readonly string[], { add, remove }: TaintChanges): Promise<void> {
  const type = (resources[0] as string).toLowerCase()
  const mapper = await invocation.mapper()
  const { kind } = await mapper.resourceFor(type).catch((error) => {
    throw NoMatchError.bare(error, type)
  })
  if (kind !== 'Node') throw new CommandError(`invalid resource type ${type}, only node types are supported`)
  const both = add.flatMap((one) =>
    remove.filter(({ key, effect }) => key === one.key && (effect === '' || effect === one.effect)).map(({ key, effect }) => `${key}=${effect}`),
  )
  if (both.length > 0) throw new CommandError(`can not both modify and remove the following taint(s) in the same command: ${both.join(', ')}`)
  const { all, selector } = invocation.flags
  if (all && selector !== '') throw new CommandError("setting 'all' parameter with a non empty selector is prohibited")
  if (!all && selector === '' && resources.length < 2) throw new CommandError("at least one resource name must be specified since 'all' parameter is not set")
}

async function nodesOf(invocation: TaintLine, resources: readonly string[]): Promise<Resources> {
  const { all, selector } = invocation.flags
  const { name: namespace } = await invocation.namespace()
  const common = { namespace, continueOnError: true, flatten: true, latest: true }
  if (all || selector !== '') return findResources(invocation, { ...common, args: ['node'], all, selector })
  return findResources(invocation, { ...common, names: { type: 'node', names: resources.slice(1) } })
}

const send = async (invocation: TaintLine, info: Info, patch: unknown, dryRun: DryRun, fieldValidation: ReturnType<typeof fieldValidationOf>) =>
  patchObject(await invocation.transport(), info, 'strategic', patch, writeQuery(dryRun, { fieldManager: invocation.flags['field-manager'], fieldValidation }))
