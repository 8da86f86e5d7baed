/** The objects that a binding hands to its policy. Models apiserver policy/generic CollectParams. */
import type { Kind } from '../../../../api/kinds.ts'
import { matchesLabelSelector } from '../../../../api/labels.ts'
import type { AnyObject } from '../../../../api/object.ts'
import type { ParamKind, ParamRef } from '../../../../api/types.ts'
import type { AdmissionAttributes, AdmissionContext } from '../admission.ts'

/** The policy or its binding is set up wrongly; the message says how. */
export class ConfigurationError extends Error {}

/** The kind that a policy's paramKind names. @throws ConfigurationError */
export function kindOfParameters({ kinds }: AdmissionContext, paramKind: ParamKind | undefined): Kind<AnyObject> | undefined {
  if (!paramKind) return undefined
  const { apiVersion = '', kind } = paramKind
  const [group, version] = apiVersion.includes('/') ? (apiVersion.split('/') as [string, string]) : ['', apiVersion]
  const found = kinds.of(group, version).find(({ of }) => of.kind === kind)
  if (!found) throw new ConfigurationError(`failed to find resource referenced by paramKind: '${apiVersion}, Kind=${kind}'`)
  return found.of
}

/** One run for each; undefined stands for a run without. None: the policy is not asked. @throws ConfigurationError */
export function parameters(
  kind: Kind<AnyObject> | undefined,
  reference: ParamRef | undefined,
  { namespace }: AdmissionAttributes,
  context: AdmissionContext,
): readonly (AnyObject | undefined)[] {
  if (!kind || !reference) return [undefined]
  if (kind.namespaced && !reference.namespace && namespace === '')
    throw new ConfigurationError('cannot use namespaced paramRef in policy binding that matches cluster-scoped resources')
  if (!kind.namespaced && reference.namespace) throw new ConfigurationError('paramRef.namespace must not be provided for a cluster-scoped `paramKind`')
  const found = find(kind, reference, kind.namespaced ? reference.namespace || namespace : '', context)
  if (found.length === 0 && reference.parameterNotFoundAction === 'Deny')
    throw new ConfigurationError('no params found for policy binding with `Deny` parameterNotFoundAction')
  return found
}

function find(kind: Kind<AnyObject>, { name, selector }: ParamRef, namespace: string, context: AdmissionContext): readonly AnyObject[] {
  if (!name) return context.list(kind, namespace).filter(({ metadata }) => matchesLabelSelector(selector, metadata.labels))
  const object = context.get(kind, name, namespace)
  return object ? [object] : []
}
