/** Models RetryGenerateName of apiserver pkg/registry/generic/registry/store.go. */
import type { AnyObject } from '../../../api/object.ts'
import { alreadyExists } from '../../../api/status.ts'
import type { Etcd } from '../../etcd/etcd.ts'
import type { RegistryContext, ResourceDefinition } from '../resource.ts'
import { storedAs } from '../version.ts'
import { keyFor } from './keys.ts'
import { generateName } from './metadata.ts'

/** How many names the server draws for one object before it gives up. */
const mostNames = 8

/** Where a new object will live. If its name is taken, and was `generated`, it gets another. @throws 409 */
export function freeKey(
  etcd: Etcd<AnyObject>,
  definition: ResourceDefinition<any>,
  { metadata }: AnyObject,
  generated: boolean,
  random: RegistryContext['random'],
): string {
  const { of } = storedAs(definition)
  for (let tries = 1; ; tries++) {
    const key = keyFor(of, metadata.namespace ?? '', metadata.name)
    if (!etcd.get(key)) return key
    if (!generated || !metadata.generateName || tries === mostNames) throw alreadyExists(definition.of, metadata.name)
    metadata.name = generateName(metadata.generateName, { random })
  }
}
