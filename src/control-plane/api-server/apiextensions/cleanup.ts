import type { CustomResourceDefinition } from '../../../api/types.ts'
import { prefixOf } from '../registry/keys.ts'
import type { Registry } from '../registry/registry.ts'
import { selection } from '../registry/selection.ts'
import type { ResourceDefinition } from '../resource.ts'
import type { ServedKinds } from '../served-kinds.ts'
import type { Cleanup } from './finalizer.ts'

/** Works on the storage directly, as the real one does: no request, no authorization. */
export function cleanupWith(kinds: ServedKinds, registry: Registry): Cleanup {
  const definitionOf = ({ spec }: CustomResourceDefinition): ResourceDefinition | undefined =>
    kinds.all.find(({ of, custom }) => custom && of.group === spec.group && of.plural === spec.names.plural)
  const write = { user: { username: '', groups: [] }, dryRun: false, warnings: [] }
  return {
    deleteAll(crd) {
      const definition = definitionOf(crd)
      if (definition) registry.deleteCollection(definition, '', { selection: selection(definition) }, {}, write)
    },
    count(crd) {
      const definition = definitionOf(crd)
      return definition ? registry.etcd.range(prefixOf(definition.of, '')).items.length : 0
    },
  }
}
