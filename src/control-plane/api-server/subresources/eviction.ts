import type { Eviction } from '../../../api/types.ts'
import { created, success } from '../encoding/respond.ts'
import { isPod, type Subresource } from './subresource.ts'

/** A delete that asks first. Disruption budgets are not served yet, so nothing objects. */
export const eviction: Subresource = {
  name: 'eviction',
  verbs: ['create'],
  serves: () => ({ group: 'policy', version: 'v1', kind: 'Eviction' }),
  of: isPod,
  handle({ info, definition, registry, write, decode }) {
    const { object } = decode('Eviction', 'Eviction', 'v1') as unknown as { object: Eviction }
    registry.delete(definition, info.namespace, info.name, object.deleteOptions ?? {}, {
      ...write,
      dryRun: write.dryRun || (object.deleteOptions?.dryRun?.includes('All') ?? false),
    })
    return created(success())
  },
}
