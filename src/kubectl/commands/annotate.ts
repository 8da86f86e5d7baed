import type { AnyObject } from '../../api/object.ts'
import { defineCommand, type Invocation } from '../command.ts'
import { type DryRun, dryRunOf } from '../dry-run.ts'
import { CommandError } from '../errors.ts'
import { changed, listMarks, markedResources, markFlags, sendDifference, withoutVersion } from './marks.ts'
import { type Changes, parsePairs, resourcesAndPairs } from './pairs.ts'
import { resultPrinter } from './result-printer.ts'

const flags = markFlags('annotations', 'kubectl-annotate')

export const annotate = defineCommand({
  name: 'annotate',
  usage: 'annotate [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]',
  group: 'Settings Commands',
  summary: 'Set, change or take away annotations',
  description: 'Annotations are notes on an object, for people and for programs. Unlike labels they may be long, and nothing is selected by them.',
  examples: [
    { about: 'Note something on a pod', line: "kubectl annotate pods web description='my frontend'" },
    { about: 'Change a note', line: "kubectl annotate --overwrite pods web description='my frontend running nginx'" },
    { about: 'Take it away', line: 'kubectl annotate pods web description-' },
  ],
  flags,
  async run(invocation) {
    const { args, flags: given } = invocation
    const dryRun = dryRunOf(invocation)
    const { resources, pairs } = resourcesAndPairs(args, 'annotation')
    const changes = parsePairs(pairs, 'annotation', true)
    check(invocation, resources, changes, dryRun)
    const printer = await resultPrinter(invocation, dryRun)
    const found = await markedResources(invocation, resources)
    await found.visit(async (info) => {
      const write = dryRun !== 'client' && !given.local && !given.list
      const before = write ? withoutVersion(info.object as AnyObject, given['resource-version']) : (info.object as AnyObject)
      if (!given.overwrite) refuseOverwrites(before, changes)
      const after = changed(before, 'annotations', changes, given['resource-version'])
      const result = write ? await sendDifference(invocation, info, dryRun, before, after) : after
      if (given.list) listMarks(invocation, info, result, 'annotations', found.single)
      else printer.print(result, 'annotated')
    })
  },
})

function check({ flags: given }: Invocation<typeof flags>, resources: readonly string[], { set, remove }: Changes, dryRun: DryRun): void {
  const fail = (message: string): never => {
    throw new CommandError(message)
  }
  const noFiles = given.filename.length === 0 && given.kustomize === ''
  if (given.list && given.output !== '') fail('--list and --output may not be specified together')
  if (given.all && given.selector !== '') fail('cannot set --all and --selector at the same time')
  if (given.all && given['field-selector'] !== '') fail('cannot set --all and --field-selector at the same time')
  if (given.local) {
    if (dryRun === 'server') fail('cannot specify --local and --dry-run=server - did you mean --dry-run=client?')
    if (resources.length > 0) fail('can only use local files by -f rsrc.yaml or --filename=rsrc.json when --local=true is set')
    if (noFiles) fail('one or more files must be specified as -f rsrc.yaml or --filename=rsrc.json')
  } else if (resources.length === 0 && noFiles) fail('one or more resources must be specified as <resource> <name> or <resource>/<name>')
  if (set.size === 0 && remove.length === 0 && !given.list) fail('at least one annotation update is required')
  const both = remove.filter((key) => set.has(key))
  if (both.length > 0) fail(`can not both modify and remove the following annotation(s) in the same command: ${both.join(', ')}`)
}

function refuseOverwrites(object: AnyObject, { set }: Changes): void {
  const notes: Readonly<Record<string, string>> = object.metadata.annotations ?? {}
  const taken = [...set].filter(([key, value]) => key !== 'kubernetes.io/change-cause' && notes[key] !== undefined && notes[key] !== value)
  if (taken.length === 0) return
  const texts = taken.map(([key]) => `'${key}' already has a value (${notes[key]})`)
  throw new CommandError(`--overwrite is false but found the following declared annotation(s): ${texts.join('; ')}`)
}
