/** `rollout undo`: back to an earlier template. Models kubectl pkg/cmd/rollout/rollout_undo.go and pkg/polymorphichelpers/rollback.go. */
import type { AnyObject } from '../../../api/object.ts'
import type { Deployment, ReplicaSet } from '../../../api/types.ts'
import { defineCommand, type Invocation } from '../../command.ts'
import { Reader } from '../../describe/reader.ts'
import { type DryRun, dryRunOf, writeQuery } from '../../dry-run.ts'
import { CommandError } from '../../errors.ts'
import { int64 } from '../../flags.ts'
import { lastAppliedAnnotation, lastAppliedOf } from '../../last-applied.ts'
import type { Info } from '../../resources/resources.ts'
import { dryRunFlag, outputFlags } from '../../shared-flags.ts'
import { patchObject } from '../../writes.ts'
import { resultPrinter } from '../result-printer.ts'
import { atRevision, isAtRevision, objectRevisions } from './controller-revisions.ts'
import { requireObjects, rolloutFlags, rolloutObjects } from './objects.ts'
import { deploymentRevisions, orFail, revisionAnnotation, revisionOf, sameTemplate, withoutHash } from './replica-sets.ts'
import { templateText } from './template-text.ts'
import { requireHistory } from './viewers.ts'

const flags = {
  ...outputFlags,
  ...rolloutFlags,
  ...dryRunFlag,
  'to-revision': int64(0, 'The revision to go back to; 0 is the one before the present.'),
}

export const undo = defineCommand({
  name: 'rollout undo',
  usage: 'rollout undo (TYPE NAME | TYPE/NAME) [flags]',
  summary: 'Go back to an earlier revision',
  description: 'Gives a workload the pod template of an earlier revision, which starts a rollout like any other change.',
  examples: [
    { about: 'Go back to the template before', line: 'kubectl rollout undo deployment/web' },
    { about: 'Go back to the third revision', line: 'kubectl rollout undo daemonset/agent --to-revision=3' },
    { about: 'Let the server try it without doing it', line: 'kubectl rollout undo --dry-run=server deployment/web' },
  ],
  flags,
  async run(invocation) {
    const { io } = invocation
    const dryRun = dryRunOf(invocation)
    requireObjects(invocation)
    const resources = await rolloutObjects(invocation)
    await resources.visit(async (info) => {
      if (info.resource === undefined || info.object === undefined) throw new Error('an object read with --local cannot be rolled back')
      if (lastAppliedOf(info.object) !== undefined) io.stderr(appliedWarning(`${info.resource.plural}/${info.name}`))
      requireHistory(info.resource, 'rollbacker')
      const outcome = await rollback(invocation, info, dryRun)
      const printer = await resultPrinter(invocation, dryRun, { typed: true, separate: true })
      printer.print(info.object, outcome)
    })
  },
})

const appliedWarning = (name: string): string =>
  `Warning: resource ${name} was previously managed with 'kubectl apply'. Rolling back will not update the ${lastAppliedAnnotation} annotation, which may cause unexpected behavior on future 'kubectl apply' operations. Consider using 'kubectl apply' with your previous configuration file instead.\n`

const notFound = (revision: number): CommandError => new CommandError(`unable to find specified revision ${revision} in history`)
const skipped = (revision: number): string => `skipped rollback (current template already matches revision ${revision})`

/** What became of it. */
async function rollback(invocation: Invocation<typeof flags>, info: Info, dryRun: DryRun): Promise<string> {
  const to = invocation.flags['to-revision']
  if (to < 0) throw notFound(to)
  const read = new Reader(await invocation.transport(), 0)
  const patched = await (info.resource?.kind === 'Deployment' ? deploymentPatch(read, info, to, dryRun) : objectPatch(read, info, to, dryRun))
  if (typeof patched === 'string') return patched
  const transport = await invocation.transport()
  await orFail(`failed restoring revision ${to}`, () => patchObject(transport, info, patched.type, patched.patch, writeQuery(dryRun, {})))
  return 'rolled back'
}

/** The patch, or where there is nothing to send, what to say. */
type Patched = string | { readonly type: 'json' | 'strategic'; readonly patch: unknown }

async function deploymentPatch(read: Reader, { namespace, name }: Info, to: number, dryRun: DryRun): Promise<Patched> {
  const { deployment, sets } = await deploymentRevisions(read, namespace, name, 'Deployment')
  const set = chosenSet(sets, to, name)
  if (dryRun === 'client') return templateText(set.spec?.template)
  if (deployment.spec?.paused) throw new CommandError("you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again")
  if (sameTemplate(set.spec?.template, deployment.spec?.template)) return skipped(to)
  const patch = [
    { op: 'replace', path: '/spec/template', value: withoutHash(set.spec?.template) },
    { op: 'replace', path: '/metadata/annotations', value: annotationsFor(deployment, set) },
  ]
  return { type: 'json', patch }
}

function chosenSet(sets: readonly ReplicaSet[], to: number, name: string): ReplicaSet {
  const numbered = sets.filter((set) => revisionOf(set.metadata) !== undefined)
  const number = (set: ReplicaSet): number => revisionOf(set.metadata) ?? 0
  const chosen = to > 0 ? numbered.find((set) => number(set) === to) : numbered.sort((a, b) => number(b) - number(a))[1]
  if (chosen !== undefined) return chosen
  throw to > 0 ? notFound(to) : new CommandError(`no rollout history found for deployment ${JSON.stringify(name)}`)
}

/** Annotations that tell of the deployment itself, not of a revision. */
const ownAnnotations = [
  lastAppliedAnnotation,
  revisionAnnotation,
  'deployment.kubernetes.io/revision-history',
  'deployment.kubernetes.io/desired-replicas',
  'deployment.kubernetes.io/max-replicas',
  'deprecated.deployment.rollback.to',
]

function annotationsFor(deployment: Deployment, set: ReplicaSet): Record<string, string> {
  const isOwn = ([key]: [string, string]): boolean => ownAnnotations.includes(key)
  const kept = Object.entries(deployment.metadata.annotations ?? {}).filter(isOwn)
  const restored = Object.entries(set.metadata.annotations ?? {}).filter((entry) => !isOwn(entry))
  return Object.fromEntries([...kept, ...restored])
}

async function objectPatch(read: Reader, { resource, namespace, name }: Info, to: number, dryRun: DryRun): Promise<Patched> {
  if (resource === undefined) throw new Error('an object read with --local cannot be rolled back')
  const { object, revisions } = await objectRevisions(read, resource, namespace, name)
  if (to === 0 && revisions.length <= 1) throw new CommandError('no last revision to roll back to')
  const chosen = to === 0 ? revisions.at(-2) : revisions.find(({ revision }) => revision === to)
  if (chosen === undefined) throw notFound(to)
  if (dryRun === 'client') return `will roll back to ${templateText((atRevision(object, chosen) as AnyObject).spec?.template)}`
  return isAtRevision(object, chosen) ? skipped(to) : { type: 'strategic', patch: chosen.data }
}
