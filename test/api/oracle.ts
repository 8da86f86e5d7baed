/** The API's own OpenAPI document (version 2), which stands beside the project where it is developed: what ours is compared with. */
import { existsSync, readFileSync } from 'node:fs'
import { describe } from '@jest/globals'

export type Property = Record<string, any>
export type Definition = Property & { readonly properties?: Record<string, Property>; readonly required?: readonly string[] }

const document = new URL('../../../shared/oracle/kubernetes-1.36-openapi-v2.json', import.meta.url)
const present = existsSync(document)
const parsed: { definitions: Record<string, Definition>; paths: Record<string, Property> } = present
  ? JSON.parse(readFileSync(document, 'utf8'))
  : { definitions: {}, paths: {} }

export const { definitions, paths } = parsed

/** A block of tests that is skipped where the document is not there. */
export const withTheDocument = present ? describe : describe.skip

/** The definition's name for one of our types: `PodSpec` is io.k8s.api.core.v1.PodSpec; a name that groups share starts with its group. */
export function definitionName(typeName: string): string | undefined {
  const [version, name] = typeName.startsWith('V2') ? ['v2', typeName.slice(2)] : ['v1', typeName]
  const found = Object.keys(definitions).filter((key) => {
    const [group, itsVersion, kind] = key.split('.').slice(-3) as [string, string, string]
    return itsVersion === version && (kind === name || `${group[0]?.toUpperCase()}${group.slice(1)}V1${kind}` === name)
  })
  return found.length === 1 ? found[0] : undefined
}
