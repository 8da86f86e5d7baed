/** How the registry notes a write in the journal of what it stores. */
import type { AnyObject } from '../../../api/object.ts'
import type { ResourceDefinition } from '../resource.ts'
import type { Part } from './difference.ts'
import { journalOf, managersOf, type Note, Notes, setNotes } from './journal.ts'
import { updater } from './managed-type.ts'
import { clearsManagers, decodeManagers, type Managers, noManagers, sameButTimes } from './managers.ts'

/** Who writes, for field management. */
export interface Tracking {
  /** The name of the manager: the fieldManager asked for, or the first word of the user agent. */
  readonly manager: string
  /** The body of a component in this process, which nobody changes afterwards. */
  readonly given: object | undefined
  /** What an apply found out; set by the handler before the object is stored. */
  applied?: Managers
}

/** What a request said of the ownership of its object, before the object is stored. */
export interface Claim {
  /** What the writer sent, before the server changed it: a body, or from what is stored to that. */
  sent?: Part | object | undefined
  /** Ownership that the writer stated: managedFields in the object, or the outcome of an apply. */
  readonly stated?: Notes
  readonly isApplied?: boolean
}

/** Takes managedFields off an object that is about to be stored. What they say counts only if it can be read. */
export function claimOf(object: AnyObject, isSubresource: boolean, tracking: Tracking | undefined): Claim {
  const { managedFields } = object.metadata
  if (managedFields !== undefined) delete object.metadata.managedFields
  if (tracking?.applied) return { stated: Notes.known(tracking.applied), isApplied: true }
  if (managedFields === undefined || isSubresource) return {}
  if (clearsManagers(managedFields)) return { stated: Notes.known(noManagers) }
  try {
    const managers = decodeManagers(managedFields)
    return managers.size > 0 ? { stated: Notes.known(managers) } : {}
  } catch {
    return {}
  }
}

export function trackCreate(definition: ResourceDefinition<any>, object: AnyObject, claim: Claim, tracking: Tracking | undefined, time: string): void {
  if (claim.isApplied && claim.stated) {
    setNotes(object, claim.stated)
    return
  }
  const note: Note = { writer: writerOf(definition, '', tracking), time, back: undefined, sent: claim.sent }
  setNotes(object, (claim.stated ?? Notes.none).and(note, object))
}

/** @param back what makes `object` the old one again. */
export function trackUpdate(
  definition: ResourceDefinition<any>,
  subresource: string,
  versions: { readonly object: AnyObject; readonly old: AnyObject; readonly back: Part },
  claim: Claim,
  tracking: Tracking | undefined,
  time: string,
): void {
  const { object, old, back } = versions
  if (claim.isApplied && claim.stated) {
    setNotes(object, claim.stated)
    return
  }
  const older = claim.stated ?? journalOf(old)?.notes
  // Nobody was ever tracked on it, and only an apply would begin to.
  if (!older) return
  // The scale of an object has no times of its own.
  const note: Note = { writer: writerOf(definition, subresource, tracking), time: subresource === 'scale' ? undefined : time, back, sent: claim.sent }
  setNotes(object, older.and(note, object))
}

/** Whether a write that leaves the object as it is changes who owns it. */
export function changesOwnership(object: AnyObject, old: AnyObject, claim: Claim): boolean {
  if (!claim.stated) return false
  return !sameButTimes(claim.stated.managers(object), managersOf(old))
}

/** Writes that field management does not see. */
const untracked = new Set(['binding'])

const writerOf = (definition: ResourceDefinition<any>, subresource: string, tracking: Tracking | undefined): Note['writer'] =>
  tracking && !untracked.has(subresource) ? updater(definition, subresource, tracking.manager) : undefined
