/** The pod in which exec and attach work: the one that is named, or the best of an object that has pods. */
import type { AnyObject } from '../../api/object.ts'
import type { Pod } from '../../api/types.ts'
import type { Invocation } from '../command.ts'
import { podsOf } from './pods-of-object.ts'
import { forExec } from './ranking.ts'
import { podSelectorOf } from './selector-of-object.ts'

/** `timeout` in milliseconds. Throws CommandError. */
export async function attachablePod({ io, transport }: Pick<Invocation, 'io' | 'transport'>, object: AnyObject, timeout: number): Promise<Pod> {
  if (object.kind === 'Pod' && object.apiVersion === 'v1') return object as unknown as Pod
  const labelSelector = podSelectorOf(object, 'cannot attach to')
  const [first] = await podsOf(io, await transport(), { namespace: object.metadata.namespace ?? '', labelSelector, timeout, before: forExec })
  return first
}
