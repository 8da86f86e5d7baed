import type { CustomResourceDefinitionSpec, CustomResourceDefinitionVersion } from '../../../api/types.ts'
import { compareVersions } from './version-order.ts'

/** The warning that each request for a deprecated version gets: the definition's own words, or which version to use instead. */
export function deprecationOf({ group, names, versions }: CustomResourceDefinitionSpec, version: CustomResourceDefinitionVersion): string {
  if (version.deprecationWarning !== undefined) return version.deprecationWarning
  const [newest] = versions
    .filter(({ name, served, deprecated }) => served && !deprecated && compareVersions(version.name, name) > 0)
    .map(({ name }) => name)
    .sort(compareVersions)
  return `${group}/${version.name} ${names.kind} is deprecated${newest ? `; use ${group}/${newest} ${names.kind}` : ''}`
}
