/** Deleting objects and telling of it: `kubectl delete`, and what replace --force, apply --force and run --rm do. Models kubectl pkg/cmd/delete. */
import { isStatus } from '../../api/request.ts'
import { StatusError } from '../../api/status.ts'
import type { Invocation } from '../command.ts'
import { groupKindOf } from '../discovery.ts'
import { type DryRun, dryRunSuffix } from '../dry-run.ts'
import { CommandError } from '../errors.ts'
import { bool, duration, int, string } from '../flags.ts'
import type { Info, Resources } from '../resources/resources.ts'
import { waitUntilGone } from '../wait-until-gone.ts'
import { deleteObject, sourced } from '../writes.ts'

/** The flags that commands have which may delete. */
export const deletionFlags = ({ wait }: { wait: boolean }) => ({
  cascade: string(
    'background',
    'What becomes of the objects that belong to this one: "background" deletes them afterwards, "foreground" before, "orphan" leaves them.',
    {
      bare: 'background',
    },
  ),
  force: bool(false, 'Take the object out of the API at once, without waiting for its end to be confirmed. What ran may go on running.'),
  'grace-period': int(-1, 'Seconds that the object gets to end in good order; below 0 for its own default, 0 only together with --force.'),
  timeout: duration(0, 'How long to wait for the end; 0 for as long as it takes.'),
  wait: bool(wait, 'Return only when the objects are gone, finalizers and all.'),
})

export type Cascade = 'Background' | 'Foreground' | 'Orphan'

/** `--cascade`; throws CommandError for any other word, warns of the old forms. */
export function cascadeOf({ flags, io }: Invocation): Cascade {
  const value = flags.cascade as string
  if (value === 'background') return 'Background'
  if (value === 'foreground') return 'Foreground'
  if (value === 'orphan') return 'Orphan'
  const isTrue = /^(1|t|T|TRUE|true|True)$/.test(value)
  if (!isTrue && !/^(0|f|F|FALSE|false|False)$/.test(value))
    throw new CommandError(`invalid cascade value (${value}). Must be "background", "foreground", or "orphan"`)
  io.stderr(`warning: --cascade=${value} is deprecated (boolean value) and can be replaced with --cascade=${isTrue ? 'background' : 'orphan'}.\n`)
  return isTrue ? 'Background' : 'Orphan'
}

export interface Deletion {
  /** Seconds; below 0 for the object's default. */
  readonly gracePeriod: number
  readonly cascade: Cascade
  readonly dryRun: DryRun
  readonly ignoreNotFound: boolean
  readonly wait: boolean
  /** Milliseconds, 0 for no end. */
  readonly timeout: number
  readonly output: string
  /** Nothing is printed. */
  readonly quiet?: boolean
  /** A namespace was given on the line: say so when it has no meaning. */
  readonly warnClusterScope: boolean
  /** Only these; undefined for all. */
  readonly only?: (info: Info) => boolean
}

/** Deletes, prints, and waits. */
export async function deleteAll(invocation: Invocation, resources: Resources, deletion: Deletion): Promise<void> {
  const { io } = invocation
  const deleted: { info: Info; uid: string | undefined }[] = []
  let warn = deletion.warnClusterScope
  let found = 0
  await visitPresent(resources, deletion.ignoreNotFound, async (info) => {
    if (deletion.only && !deletion.only(info)) return
    found++
    if (warn && info.resource?.namespaced === false) {
      printWarning(invocation, 'deleting cluster-scoped resources, not scoped to the provided namespace')
      warn = false
    }
    const uid = deletion.dryRun === 'client' ? undefined : await deleteOne(invocation, info, deletion)
    report(invocation, info, deletion)
    deleted.push({ info, uid })
  })
  if (found === 0) io.stdout('No resources found\n')
  if (!deletion.wait || deletion.dryRun !== 'none') return
  const deadline = deletion.timeout === 0 ? Number.POSITIVE_INFINITY : io.now() + deletion.timeout
  for (const { info, uid } of deleted) await waitOrLeave(() => waitUntilGone(invocation, info, uid, deadline))
}

/** Visits; with `ignore`, objects that are not there are passed over. */
export async function visitPresent(resources: Resources, ignore: boolean, act: (info: Info) => Promise<void>): Promise<void> {
  try {
    await resources.visit(act)
  } catch (error) {
    const others = errorsOf(error).filter((one) => !ignore || !(one instanceof StatusError && one.reason === 'NotFound'))
    if (others.length === 0) return
    throw others.length === errorsOf(error).length ? error : others.length === 1 ? others[0] : new AggregateError(others)
  }
}

const errorsOf = (error: unknown): unknown[] => (error instanceof AggregateError ? error.errors.flatMap(errorsOf) : [error])

async function deleteOne(invocation: Invocation, info: Info, { gracePeriod, cascade, dryRun }: Deletion): Promise<string | undefined> {
  const options = { ...(gracePeriod >= 0 ? { gracePeriodSeconds: gracePeriod } : {}), propagationPolicy: cascade }
  const query = dryRun === 'server' ? { dryRun: 'All' } : {}
  const answer: object = await sourced('deleting', info.source, async () => deleteObject(await invocation.transport(), info, options, query))
  return isStatus(answer) ? answer.details?.uid : (answer as { metadata?: { uid?: string } }).metadata?.uid
}

function report({ io }: Invocation, info: Info, { gracePeriod, dryRun, output, quiet }: Deletion): void {
  if (quiet || info.resource === undefined) return
  const kind = groupKindOf(info.resource)
  if (output === 'name') {
    io.stdout(`${kind}/${info.name}\n`)
    return
  }
  const done = gracePeriod === 0 ? 'force deleted' : 'deleted'
  const where = info.resource.namespaced ? ` from ${info.namespace} namespace` : ''
  io.stdout(`${kind} ${JSON.stringify(info.name)} ${done}${where}${dryRunSuffix(dryRun)}\n`)
}

/** Who may delete but not look must go without waiting. */
async function waitOrLeave(wait: () => Promise<void>): Promise<void> {
  try {
    await wait()
  } catch (error) {
    if (!(error instanceof StatusError) || (error.reason !== 'Forbidden' && error.reason !== 'MethodNotAllowed')) throw error
  }
}

/** As cli-runtime's WarningPrinter writes it. */
export function printWarning({ io }: Invocation, text: string): void {
  const colour = io.terminal.stdout && io.env.NO_COLOR === undefined && io.env.TERM !== 'dumb'
  io.stderr(`${colour ? '\u001b[33;1mWarning:\u001b[0m' : 'Warning:'} ${text}\n`)
}
