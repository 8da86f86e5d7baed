/** How errors speak of an object: two lines with its resource, kind, name and namespace. Models cli-runtime's Info.String. */
import type { Info } from '../resources/info.ts'

export function describeInfo({ resource, name, namespace }: Info): string {
  const names = `Name: ${JSON.stringify(name)}, Namespace: ${JSON.stringify(namespace)}`
  if (resource === undefined) return names
  const version = `${resource.group}/${resource.version}`
  return `Resource: "${version}, Resource=${resource.plural}", GroupVersionKind: "${version}, Kind=${resource.kind}"\n${names}`
}
