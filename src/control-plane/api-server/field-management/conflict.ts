/** What an apply that would take fields from others is refused with. Models apimachinery pkg/util/managedfields/internal/conflict.go. */
import { StatusError } from '../../../api/status.ts'
import type { Managed } from './managers.ts'
import { compareSteps, type Path, pathText } from './step.ts'

export interface Conflict {
  readonly owner: Managed
  readonly path: Path
}

/** Thrown by an apply; made a Status once it is known that nothing excuses the conflicts. */
export class Conflicts extends Error {
  constructor(readonly conflicts: readonly Conflict[]) {
    super('conflicts')
  }
}

/** The 409 that names every field and its owner. */
export function conflictStatus(conflicts: readonly Conflict[]): StatusError {
  const causes = conflicts.map(({ owner, path }) => ({ reason: 'FieldManagerConflict', message: `conflict with ${ownerText(owner)}`, field: pathText(path) }))
  return new StatusError(409, 'Conflict', message(conflicts), { causes })
}

function message(conflicts: readonly Conflict[]): string {
  const [first] = conflicts
  if (first && conflicts.length === 1) return `Apply failed with 1 conflict: conflict with ${ownerText(first.owner)}: ${pathText(first.path)}`
  const byOwner = new Map<string, Path[]>()
  for (const { owner, path } of conflicts) byOwner.set(ownerText(owner), [...(byOwner.get(ownerText(owner)) ?? []), path])
  const lines = [...byOwner]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([owner, paths]) => [`conflicts with ${owner}:`, ...paths.map((path) => `- ${pathText(path)}`)])
  return `Apply failed with ${conflicts.length} conflicts: ${lines.join('\n')}`
}

function ownerText({ manager, subresource, operation, apiVersion }: Managed): string {
  const name = `${JSON.stringify(manager)}${subresource === '' ? '' : ` with subresource ${JSON.stringify(subresource)}`}`
  return operation === 'Update' ? `${name} using ${apiVersion}` : name
}

/** In the order in which messages list them. */
export const inOrder = (a: Conflict, b: Conflict): number =>
  (a.owner.manager < b.owner.manager ? -1 : a.owner.manager > b.owner.manager ? 1 : 0) || comparePaths(a.path, b.path)

function comparePaths(a: Path, b: Path): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const difference = compareSteps(a[i] as string, b[i] as string)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}
