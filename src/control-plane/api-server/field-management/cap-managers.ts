/** No more than ten updaters are told apart; the oldest become one. Models apimachinery pkg/util/managedfields/internal/capmanagers.go. */
import { identityOf, isApplied, type Managed, type Managers } from './managers.ts'

const maxUpdaters = 10
const name = 'ancient-changes'

export function cappedManagers(managers: Managers): Managers {
  if (managers.size <= maxUpdaters) return managers
  const updaters = [...managers].filter(([, managed]) => !isApplied(managed)).sort(oldestFirst)
  if (updaters.length <= maxUpdaters) return managers
  const capped = new Map(managers)
  const firstOfVersion = new Map<string, string>()
  let left = updaters.length
  for (const [identity, managed] of updaters) {
    if (left <= maxUpdaters) break
    const { apiVersion } = managed
    const first = firstOfVersion.get(apiVersion)
    if (first === undefined) {
      firstOfVersion.set(apiVersion, identity)
      continue
    }
    const bucket = { manager: name, operation: 'Update', apiVersion, subresource: '' } as const
    const key = identityOf(bucket)
    const before = capped.get(key) ?? (capped.get(first) as Managed)
    if (!capped.has(key)) capped.delete(first)
    capped.delete(identity)
    capped.set(key, { ...bucket, fields: managed.fields.union(before.fields), time: managed.time })
    left--
  }
  return capped
}

const oldestFirst = ([a, left]: [string, Managed], [b, right]: [string, Managed]): number => {
  const [l, r] = [left.time ?? '', right.time ?? '']
  return l < r ? -1 : l > r ? 1 : a < b ? -1 : 1
}
