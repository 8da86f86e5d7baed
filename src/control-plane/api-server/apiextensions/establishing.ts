import type { CustomResourceDefinition } from '../../../api/types.ts'
import { isTrue, withCondition } from './conditions.ts'

/** A kind whose names are accepted is served from now on, or undefined if nothing is to be said. Models apiextensions-apiserver pkg/controller/establish. */
export function establish(crd: CustomResourceDefinition, timestamp: string): CustomResourceDefinition | undefined {
  if (!isTrue(crd, 'NamesAccepted') || isTrue(crd, 'Established')) return undefined
  return withCondition(crd, { type: 'Established', status: 'True', reason: 'InitialNamesAccepted', message: 'the initial names have been accepted' }, timestamp)
}
