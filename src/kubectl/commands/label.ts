import { isLabelValue } from '../../api/names.ts'
import type { AnyObject } from '../../api/object.ts'
import { defineCommand, type Invocation } from '../command.ts'
import { type DryRun, dryRunOf } from '../dry-run.ts'
import { CommandError } from '../errors.ts'
import { changed, listMarks, markedResources, markFlags, sendDifference, withoutVersion } from './marks.ts'
import { type Changes, resourcesAndPairs } from './pairs.ts'
import { resultPrinter } from './result-printer.ts'

const flags = markFlags('labels', 'kubectl-label')

export const label = defineCommand({
  name: 'label',
  usage: 'label [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]',
  group: 'Settings Commands',
  summary: 'Set, change or take away labels',
  description: 'Labels are how objects are found and grouped: services, deployments and queries select by them. A value has at most 63 characters.',
  examples: [
    { about: 'Give a pod a label', line: 'kubectl label pods web tier=front' },
    { about: 'Change one that it has', line: 'kubectl label --overwrite pods web tier=back' },
    { about: 'Give it to all pods of the namespace', line: 'kubectl label pods --all checked=true' },
    { about: 'Take it away', line: 'kubectl label pods web tier-' },
  ],
  flags,
  async run(invocation) {
    const { args, flags: given } = invocation
    const dryRun = dryRunOf(invocation)
    const { resources, pairs } = resourcesAndPairs(args, 'label')
    const changes = labelChanges(pairs)
    if (given.list && given.output !== '') throw new CommandError('--list and --output may not be specified together')
    check(invocation, resources, changes, dryRun)
    const printer = await resultPrinter(invocation, dryRun, { separate: true })
    const found = await markedResources(invocation, resources)
    await found.visit(async (info) => {
      const before = withoutVersion(info.object as AnyObject, given['resource-version'])
      const write = dryRun !== 'client' && !given.local && !given.list
      if (write) reportMissing(invocation, before, changes)
      const { after, done } = relabelled(before, changes, given.overwrite, given['resource-version'])
      if (write && done !== 'not labeled') await sendDifference(invocation, info, dryRun, before, after)
      if (given.list) listMarks(invocation, info, after, 'labels', found.single)
      else printer.print(after, done)
    })
  },
})

function labelChanges(pairs: readonly string[]): Changes {
  const set = new Map<string, string>()
  const remove: string[] = []
  for (const pair of pairs) {
    const [key = '', value, ...more] = pair.split('=')
    if (value !== undefined) {
      if (more.length > 0) throw new CommandError(`invalid label spec: ${pair}`)
      const errors = isLabelValue(value)
      if (errors.length > 0) throw new CommandError(`invalid label value: ${JSON.stringify(pair)}: ${errors.join(';')}`)
      set.set(key, value)
    } else if (pair.endsWith('-')) remove.push(pair.slice(0, -1))
    else throw new CommandError(`unknown label spec: ${pair}`)
  }
  if (remove.some((key) => set.has(key))) throw new CommandError('can not both modify and remove a label in the same command')
  return { set, remove }
}

function check({ flags: given }: Invocation<typeof flags>, resources: readonly string[], changes: Changes, dryRun: DryRun): void {
  const fail = (message: string): never => {
    throw new CommandError(message)
  }
  const noFiles = given.filename.length === 0 && given.kustomize === ''
  if (given.all && given.selector !== '') fail('cannot set --all and --selector at the same time')
  if (given.all && given['field-selector'] !== '') fail('cannot set --all and --field-selector at the same time')
  if (given.local) {
    if (dryRun === 'server') fail('cannot specify --local and --dry-run=server - did you mean --dry-run=client?')
    if (resources.length > 0) fail('can only use local files by -f pod.yaml or --filename=pod.json when --local=true is set')
    if (noFiles) fail('one or more files must be specified as -f pod.yaml or --filename=pod.json')
  } else if (resources.length === 0 && noFiles) fail('one or more resources must be specified as <resource> <name> or <resource>/<name>')
  if (changes.set.size === 0 && changes.remove.length === 0 && !given.list) fail('at least one label update is required')
}

function reportMissing({ io }: Invocation, object: AnyObject, { remove }: Changes): void {
  for (const key of remove) if (object.metadata.labels?.[key] === undefined) io.stdout(`label ${JSON.stringify(key)} not found.\n`)
}

type Done = 'modified' | 'labeled' | 'unlabeled' | 'not labeled'

/** The object with its new labels, and the word for what happened to it. */
function relabelled(object: AnyObject, changes: Changes, overwrite: boolean, resourceVersion: string): { after: AnyObject; done: Done } {
  const labels: Readonly<Record<string, string>> = object.metadata.labels ?? {}
  const differing = [...changes.set].filter(([key, value]) => labels[key] !== value)
  const taken = differing.filter(([key]) => labels[key] !== undefined)
  if (!overwrite && taken.length > 0) throw refusal(taken.map(([key]) => `'${key}' already has a value (${labels[key]}), and --overwrite is false`))
  const removed = changes.remove.some((key) => labels[key] !== undefined)
  const done = differing.length > 0 ? (removed ? 'modified' : 'labeled') : removed ? 'unlabeled' : 'not labeled'
  return { after: changed(object, 'labels', changes, resourceVersion), done }
}

const refusal = (messages: readonly string[]): Error =>
  messages.length === 1 ? new CommandError(messages[0] as string) : new AggregateError(messages.map((message) => new CommandError(message)))
