/**
 * Field management: who set which field. In a real cluster the API server keeps this in metadata.managedFields of every
 * object, so that several people and controllers can share one: server-side apply finds out by it what an applier does not
 * want any more, and with whom they are in conflict. Here the same rules on the same data; for whoever only updates, they
 * are worked out when somebody looks (journal.ts). Left out: that a field turns atomic, or stops to be, in a later version.
 * Models apimachinery pkg/util/managedfields.
 */
import type { AnyObject } from '../../../api/object.ts'
import { badRequest, StatusError } from '../../../api/status.ts'
import { cappedManagers } from './cap-managers.ts'
import { Conflicts, conflictStatus } from './conflict.ts'
import type { FieldSet } from './field-set.ts'
import { lastAppliedAnnotation, withLastApplied } from './last-applied.ts'
import { identityOf, type Managed, type ManagerInfo, type Managers } from './managers.ts'
import { withoutUnowned } from './strip.ts'
import type { Atom } from './typed/atom.ts'
import { type Comparison, compare } from './typed/compare.ts'
import { toFieldSet } from './typed/to-field-set.ts'
import { validate } from './typed/validate.ts'
import { apply, type FieldFilter, update } from './updater.ts'

/** What field management must know of the resource that is written. */
export interface ManagedType {
  readonly apiVersion: string
  readonly kind: string
  readonly atom: Atom
  /** An object of the type in which nothing is set. */
  readonly empty: AnyObject
  readonly filter: FieldFilter
  /** A body of this version, decoded, defaulted and as it would be stored. */
  read(body: object): AnyObject
  /** A stored object in this version. */
  view(stored: AnyObject): AnyObject
  /** What differs between two stored objects in a version of the kind, or undefined if there is no such version. */
  compareIn(apiVersion: string, live: AnyObject | undefined, next: AnyObject): Comparison | undefined
}

/** Managers after an update by `who` at `time`. Both objects are stored ones; `live` is undefined for a create. */
export function updatedManagers(
  type: ManagedType,
  live: AnyObject | undefined,
  next: AnyObject,
  managers: Managers,
  who: ManagerInfo,
  time: string | undefined,
): Managers {
  // Nobody is tracked on an object whose managedFields somebody cleared.
  if (managers.size === 0 && live !== undefined) return managers
  const { managers: left, took } = update(live ? type.view(live) : type.empty, type.view(next), {
    ...type,
    managers,
    who,
    compareIn: (apiVersion) => type.compareIn(apiVersion, live, next),
  })
  const owned = withoutUnowned(took)
  if (owned.isEmpty) return cappedManagers(left)
  const identity = identityOf(who)
  const before = left.get(identity)
  const entry: Managed = { ...who, fields: before ? owned.union(before.fields) : owned, time }
  return cappedManagers(new Map(left).set(identity, entry))
}

export interface ApplyRequest {
  /** What is there, as stored; undefined if the apply is to create it. */
  readonly live: AnyObject | undefined
  /** Makes a stored object of one of this version, sharing what it likes. */
  stored(object: AnyObject): AnyObject
  readonly managers: Managers
  readonly applied: AnyObject
  readonly who: ManagerInfo
  readonly force: boolean
  readonly time: string
}

export interface Applied {
  /** What it comes to, in the version that was applied: a new object that may share parts with both. */
  readonly object: AnyObject
  readonly managers: Managers
  readonly changed: boolean
}

/** @throws 400, 409 with all conflicts, 500 for what is not of the type */
export function applied(type: ManagedType, request: ApplyRequest): Applied {
  checkApplied(type, request.applied)
  const result = withExcuses(type, request)
  const { who, applied: configuration } = request
  const annotated = who.manager === kubectl && result.object.metadata?.annotations?.[lastAppliedAnnotation]
  return annotated ? { ...result, object: withLastApplied(result.object, configuration) } : result
}

const kubectl = 'kubectl'

function checkApplied(type: ManagedType, configuration: AnyObject): void {
  const { apiVersion = '', kind = '' } = configuration
  if (apiVersion !== type.apiVersion || kind !== type.kind) throw badRequest(`invalid object type: ${kindText(apiVersion, kind)}`)
  if (configuration.metadata?.managedFields !== undefined && configuration.metadata.managedFields !== null)
    throw badRequest('metadata.managedFields must be nil')
  try {
    validate(configuration, type.atom)
  } catch (error) {
    throw internal(`failed to create typed patch object (${objectText(configuration)}): ${(error as Error).message}`)
  }
}

/** Go's text of a group, version and kind: `apps/v1, Kind=Deployment`, `/v1, Kind=Pod`. */
const kindText = (apiVersion: string, kind: string): string => `${apiVersion.includes('/') ? apiVersion : `/${apiVersion}`}, Kind=${kind}`

/** `default/web; apps/v1, Kind=Deployment` */
export const objectText = ({ apiVersion, kind, metadata }: AnyObject): string =>
  `${metadata?.namespace ?? ''}/${metadata?.name ?? ''}; ${kindText(apiVersion, kind)}`

/** An error that carries no Status of its own. */
const internal = (message: string): StatusError => new StatusError(500, '', message)

/** kubectl may take over what it noted itself as applied by the client, unless it was changed since. Models lastappliedmanager.go. */
function withExcuses(type: ManagedType, request: ApplyRequest): Applied {
  try {
    return firstApplied(type, request)
  } catch (error) {
    if (!(error instanceof Conflicts)) throw error
    const excused = request.who.manager === kubectl && request.live ? lastAppliedFields(type, type.view(request.live)) : undefined
    const left = excused ? error.conflicts.filter(({ path }) => !excused.has(path)) : error.conflicts
    if (left.length > 0) throw conflictStatus(left)
    return firstApplied(type, { ...request, force: true })
  }
}

function lastAppliedFields({ apiVersion, atom }: ManagedType, live: AnyObject): FieldSet | undefined {
  const text = live.metadata.annotations?.[lastAppliedAnnotation]
  if (!text) return undefined
  try {
    const last = JSON.parse(text) as AnyObject
    if (last.apiVersion !== apiVersion) return undefined
    validate(live, atom)
    validate(last, atom)
    const { modified, added, removed } = compare(last, live, atom)
    return toFieldSet(last, atom).difference(modified).difference(added).difference(removed)
  } catch {
    return undefined
  }
}

const beforeFirstApply = 'before-first-apply'

function firstApplied(type: ManagedType, request: ApplyRequest): Applied {
  const { live, applied: configuration, who, time, force } = request
  let { managers } = request
  // Fields of an object that nobody was tracked on have an owner, whoever that was.
  if (managers.size === 0 && live !== undefined)
    managers = updatedManagers(type, undefined, live, managers, { ...who, manager: beforeFirstApply, operation: 'Update' }, time)
  const before = live ? type.view(live) : ({ ...type.empty, apiVersion: type.apiVersion, kind: type.kind } as unknown as AnyObject)
  const { stored } = request
  let result: ReturnType<typeof apply>
  try {
    result = apply(
      before,
      configuration,
      { ...type, managers, who, compareIn: (version, from, to) => type.compareIn(version, stored(from), stored(to)) },
      force,
    )
  } catch (error) {
    if (error instanceof Conflicts || error instanceof StatusError) throw error
    throw internal(`failed to merge config: ${(error as Error).message}`)
  }
  const left = new Map(result.managers)
  const identity = identityOf(who)
  const own = left.get(identity)
  if (own) {
    const fields = withoutUnowned(own.fields)
    if (fields.isEmpty) left.delete(identity)
    else left.set(identity, { ...own, fields, time: result.object ? time : own.time })
  }
  return { object: result.object ?? before, managers: left, changed: result.object !== undefined }
}
