/**
 * A set of fields, as a tree: the unit of ownership. Sets that come out of an operation share parts with those that went in,
 * so only who made one with `insert` may go on inserting. Models structured-merge-diff fieldpath/set.go.
 */
import { compareSteps, type Path, type Step } from './step.ts'

export class FieldSet {
  /** Steps that end a path of the set. */
  readonly members: ReadonlySet<Step>
  /** Steps that paths of the set go on from; never an empty set. */
  readonly children: ReadonlyMap<Step, FieldSet>

  constructor(members: ReadonlySet<Step> = new Set(), children: ReadonlyMap<Step, FieldSet> = new Map()) {
    this.members = members
    this.children = children
  }

  static of(...paths: readonly Path[]): FieldSet {
    const set = new FieldSet()
    for (const path of paths) set.insert(path)
    return set
  }

  get isEmpty(): boolean {
    return this.members.size === 0 && this.children.size === 0
  }

  /** The empty path stands for the whole object, which nobody owns. */
  insert(path: Path): void {
    if (path.length === 0) return
    let set: FieldSet = this
    for (let i = 0; i < path.length - 1; i++) {
      let child = set.children.get(path[i] as Step)
      if (!child) (set.children as Map<Step, FieldSet>).set(path[i] as Step, (child = new FieldSet()))
      set = child
    }
    ;(set.members as Set<Step>).add(path.at(-1) as Step)
  }

  has(path: Path): boolean {
    let set: FieldSet | undefined = this
    for (const step of path.slice(0, -1)) set = set?.children.get(step)
    return set?.members.has(path.at(-1) as Step) ?? false
  }

  /** The paths that start with this step, without it. */
  below(step: Step): FieldSet {
    return this.children.get(step) ?? nothing
  }

  union(other: FieldSet): FieldSet {
    if (other.isEmpty || other === this) return this
    if (this.isEmpty) return other
    const children = new Map(this.children)
    for (const [step, set] of other.children) children.set(step, children.get(step)?.union(set) ?? set)
    return new FieldSet(new Set([...this.members, ...other.members]), children)
  }

  intersection(other: FieldSet): FieldSet {
    const children = new Map<Step, FieldSet>()
    for (const [step, set] of this.children) {
      const both = other.children.get(step)?.intersection(set)
      if (both && !both.isEmpty) children.set(step, both)
    }
    return new FieldSet(new Set([...this.members].filter((step) => other.members.has(step))), children)
  }

  /** Without exactly the paths of the other set: what lies below them stays. */
  difference(other: FieldSet): FieldSet {
    return this.#without(other, false)
  }

  /** Without the paths of the other set and all below them. */
  recursiveDifference(other: FieldSet): FieldSet {
    return this.#without(other, true)
  }

  #without(other: FieldSet, recursive: boolean): FieldSet {
    if (other.isEmpty || this.isEmpty) return this
    const children = new Map<Step, FieldSet>()
    for (const [step, set] of this.children) {
      if (recursive && other.members.has(step)) continue
      const minus = other.children.get(step)
      const rest = minus ? set.#without(minus, recursive) : set
      if (!rest.isEmpty) children.set(step, rest)
    }
    return new FieldSet(new Set([...this.members].filter((step) => !other.members.has(step))), children)
  }

  /** All paths in the order of steps, at each place those that end here before those that go on. */
  *paths(prefix: Path = []): Generator<Path> {
    for (const step of [...this.members].sort(compareSteps)) yield [...prefix, step]
    for (const [step, set] of this.sortedChildren()) yield* set.paths([...prefix, step])
  }

  sortedChildren(): [Step, FieldSet][] {
    return [...this.children].sort(([a], [b]) => compareSteps(a, b))
  }

  equals(other: FieldSet): boolean {
    if (this.members.size !== other.members.size || this.children.size !== other.children.size) return false
    for (const step of this.members) if (!other.members.has(step)) return false
    for (const [step, set] of this.children) if (!other.children.get(step)?.equals(set)) return false
    return true
  }
}

const nothing = new FieldSet()
export const emptySet = nothing
