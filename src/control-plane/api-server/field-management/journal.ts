/**
 * Ownership that nobody has asked for yet. A real API server works out managedFields in every write. Here a write only notes
 * who wrote and what it takes to get back to the version before, which is little, because versions share what did not change;
 * who owns what is worked out from that when somebody looks, and then the notes are dropped. The journal hangs on the metadata
 * of a stored object, where copies, comparisons and JSON do not see it. Runs of writes by one writer (a kubelet's reports, the
 * renewals of a lease) become one note, and the notes of an object never grow long: memory does not hold old versions.
 */
import type { AnyObject } from '../../../api/object.ts'
import type { ManagedFieldsEntry } from '../../../api/types.ts'
import { comesBack } from './comes-back.ts'
import { changed, composed, Part } from './difference.ts'
import { updatedManagers } from './field-manager.ts'
import type { Writer } from './managed-type.ts'
import { encodeManagers, type Managers, noManagers } from './managers.ts'

/** Who made a version of an object, and how it came about. */
export interface Note {
  /** Undefined for a write that field management does not see: a binding, a deletion. */
  readonly writer: Writer | undefined
  readonly time: string | undefined
  /** From this version to the one before; undefined for a create. */
  readonly back: Part | undefined
  /** What the writer sent, where the server changed it: from this version to that, or the body itself. */
  readonly sent: Part | object | undefined
}

const longest = 8

/** The notes on an object, the last first, back to where ownership is known. */
export class Notes {
  private constructor(
    readonly known: Managers | undefined,
    private readonly older: Notes | undefined,
    private readonly length: number,
    private readonly writer: Writer | undefined,
    private readonly time: string | undefined,
    private readonly back: Part | undefined,
    private readonly sent: Part | object | undefined,
  ) {}

  static known = (managers: Managers): Notes => new Notes(managers, undefined, 0, undefined, undefined, undefined, undefined)
  /** Of an object that is about to be created. */
  static readonly none = Notes.known(noManagers)

  /** With one more note: how `object` came about. */
  and({ writer, time, back, sent }: Note, object: AnyObject): Notes {
    const { older } = this
    // What nobody notices between a create and the next write might as well have been part of the create.
    if (!writer && back && older && !this.back) return new Notes(undefined, older, this.length, this.writer, this.time, undefined, throughBack(back, this.sent))
    if (writer && writer === this.writer && back && !sent && older && this.#isRun(back, time, object))
      return new Notes(undefined, older, this.length, writer, time, composed(back, this.back as Part), undefined)
    const notes = new Notes(undefined, this, this.length + 1, writer, time, back, sent)
    return notes.length > longest ? Notes.known(notes.managers(object)) : notes
  }

  /** Whether the next write of the same writer may count as one with this: nothing that this one changed was changed back. */
  #isRun(back: Part, time: string | undefined, object: AnyObject): boolean {
    return this.back !== undefined && !this.sent && time !== undefined && !comesBack(object, back, this.back, this.writer?.type.atom)
  }

  /** Who owns what of the object that they are about. */
  managers(object: AnyObject): Managers {
    if (this.known) return this.known
    const { writer, back, older } = this
    const before = back && (changed(object, back) as AnyObject)
    const managers = (older as Notes).managers(before ?? object)
    return writer ? updatedManagers(writer.type, before, this.#sentOf(object, writer), managers, writer.who, this.time) : managers
  }

  #sentOf(object: AnyObject, { type }: Writer): AnyObject {
    const { sent } = this
    if (sent === undefined) return object
    return sent instanceof Part ? (changed(object, sent) as AnyObject) : type.read(sent)
  }
}

const throughBack = (back: Part, sent: Part | object | undefined): Part | object =>
  sent === undefined ? back : sent instanceof Part ? composed(back, sent) : sent

const journalKey = Symbol('journal')

/** The notes on one version of an object, until somebody looks. */
class Journal {
  #entries: ManagedFieldsEntry[] | undefined

  constructor(
    private readonly object: AnyObject,
    public notes: Notes,
  ) {}

  managers(): Managers {
    if (!this.notes.known) this.notes = Notes.known(this.notes.managers(this.object))
    return this.notes.known as Managers
  }

  entries(): ManagedFieldsEntry[] | undefined {
    this.#entries ??= encodeManagers(this.managers()) ?? []
    return this.#entries.length > 0 ? this.#entries : undefined
  }
}

/** The journal of a stored object; undefined for one that field management has never seen. */
export const journalOf = (object: AnyObject): Journal | undefined => (object.metadata as unknown as Record<symbol, Journal | undefined>)[journalKey]

export const setNotes = (object: AnyObject, notes: Notes): void => setJournal(object, new Journal(object, notes))

/** What is shown of a stored object under another resourceVersion has its ownership. */
export function handOn(from: AnyObject, to: AnyObject): void {
  const journal = journalOf(from)
  if (journal && from !== to && !journalOf(to)) setJournal(to, journal)
}

/** A plain property, which costs a tenth of a defined one; JSON, deepCopy and comparisons look at names only. */
const setJournal = ({ metadata }: AnyObject, journal: Journal): void => {
  ;(metadata as unknown as Record<symbol, Journal>)[journalKey] = journal
}

/** Who owns what of a stored object. */
export const managersOf = (object: AnyObject): Managers => journalOf(object)?.managers() ?? noManagers
