/** `rollout history`: the revisions of a workload, or the template of one. Models kubectl pkg/cmd/rollout/rollout_history.go. */
import type { AnyObject } from '../../../api/object.ts'
import type { PodTemplateSpec } from '../../../api/types.ts'
import { defineCommand, type Invocation } from '../../command.ts'
import { Reader } from '../../describe/reader.ts'
import type { ApiResource } from '../../discovery.ts'
import { CommandError } from '../../errors.ts'
import { int64 } from '../../flags.ts'
import { printerFor } from '../../output/printer-for.ts'
import { TabWriter } from '../../output/tab-writer.ts'
import type { Info } from '../../resources/resources.ts'
import { outputFlags, printOptions } from '../../shared-flags.ts'
import { asStruct } from '../../struct.ts'
import { resultPrinter } from '../result-printer.ts'
import { atRevision, objectRevisions } from './controller-revisions.ts'
import { requireObjects, rolloutFlags, rolloutObjects } from './objects.ts'
import { deploymentRevisions, revisionOf } from './replica-sets.ts'
import { templateText } from './template-text.ts'
import { requireHistory } from './viewers.ts'

const flags = { ...outputFlags, ...rolloutFlags, revision: int64(0, 'Show the pod template of this revision.') }

export const history = defineCommand({
  name: 'rollout history',
  usage: 'rollout history (TYPE NAME | TYPE/NAME) [flags]',
  summary: 'List the revisions of a workload',
  description: 'Lists the revisions that a workload has had, or shows one of them.',
  examples: [
    { about: 'List the revisions of a deployment', line: 'kubectl rollout history deployment/web' },
    { about: 'Show the third revision of a daemonset', line: 'kubectl rollout history daemonset/agent --revision=3' },
  ],
  flags,
  async run(invocation) {
    const { flags: given } = invocation
    requireObjects(invocation)
    if (given.revision < 0) throw new CommandError(`revision must be a positive integer: ${given.revision}`)
    const resources = await rolloutObjects(invocation)
    const show = invocation.changed('output') ? await objectPrinter(invocation) : await textPrinter(invocation)
    await resources.visit(async (info) => {
      const revisions = await revisionsOf(invocation, info)
      if (given.revision > 0 && revisions.size > 0 && !revisions.has(given.revision)) throw new CommandError('unable to find the specified revision')
      show(info, revisions)
    })
  },
})

interface Revision {
  /** What `-o` prints of it. */
  readonly object: AnyObject
  readonly template: PodTemplateSpec | undefined
  readonly changeCause: string | undefined
}

type Revisions = ReadonlyMap<number, Revision>
type Show = (info: Info, revisions: Revisions) => void

const changeCause = 'kubernetes.io/change-cause'

async function revisionsOf(invocation: Invocation, { resource, namespace, name }: Info): Promise<Revisions> {
  if (resource === undefined) throw new Error('an object read with --local has no history')
  requireHistory(resource, 'history viewer')
  const read = new Reader(await invocation.transport(), 0)
  const found = await (resource.kind === 'Deployment' ? ofDeployment(read, namespace, name) : ofObject(read, resource, namespace, name))
  return new Map(found.sort(([a], [b]) => a - b))
}

async function ofDeployment(read: Reader, namespace: string, name: string): Promise<[number, Revision][]> {
  const { sets } = await deploymentRevisions(read, namespace, name, 'deployment')
  return sets.flatMap((set): [number, Revision][] => {
    const number = revisionOf(set.metadata)
    const cause = set.metadata.annotations?.[changeCause]
    const template = cause ? withAnnotation(set.spec?.template, cause) : set.spec?.template
    return number === undefined ? [] : [[number, { object: { ...set, apiVersion: 'apps/v1', kind: 'ReplicaSet' }, template, changeCause: cause }]]
  })
}

async function ofObject(read: Reader, resource: ApiResource, namespace: string, name: string): Promise<[number, Revision][]> {
  const { object, revisions } = await objectRevisions(read, resource, namespace, name)
  return revisions.map((revision): [number, Revision] => {
    const then = atRevision(object, revision)
    return [revision.revision, { object: then, template: then.spec?.template, changeCause: revision.metadata.annotations?.[changeCause] }]
  })
}

const withAnnotation = (template: PodTemplateSpec | undefined, cause: string): PodTemplateSpec =>
  ({ ...template, metadata: { ...template?.metadata, annotations: { ...template?.metadata?.annotations, [changeCause]: cause } } }) as PodTemplateSpec

async function objectPrinter({ flags: given, io }: Invocation<typeof flags>): Promise<Show> {
  const printer = await printerFor(given.output, { files: io.files, ...printOptions(given), typed: true })
  return (_, revisions) => {
    for (const [number, { object }] of revisions) if (given.revision === 0 || number === given.revision) io.stdout(printer.print(asStruct(object)))
  }
}

async function textPrinter(invocation: Invocation<typeof flags>): Promise<Show> {
  const { revision } = invocation.flags
  const printer = await resultPrinter(invocation, 'none', { typed: true, separate: true })
  return ({ object }, revisions) =>
    printer.print(object as AnyObject, `${revision > 0 ? `with revision #${revision}` : ''}\n${historyText(revisions, revision)}`)
}

function historyText(revisions: Revisions, revision: number): string {
  if (revisions.size === 0) return 'No rollout history found.'
  if (revision > 0) return templateText(revisions.get(revision)?.template)
  const table = new TabWriter({ leastWidth: 0, padding: 2, remembers: false })
  table.write('REVISION\tCHANGE-CAUSE\n')
  for (const [number, { changeCause: cause }] of revisions) table.write(`${number}\t${cause || '<none>'}\n`)
  return table.flush()
}
