/**
 * The difference of two pod specs as the API server shows it when it refuses an update: a unified diff of the specs as
 * indented JSON. The server compares its internal types, whose fields carry Go names, are all present and stand in an
 * order of their own (internal-types.ts). Models apimachinery pkg/util/diff.
 */
import type { PodSpec } from '../../../../api/types.ts'
import { internalJson } from '../internal-json.ts'
import { unifiedDiff } from './unified-diff.ts'

export const specDiff = (before: PodSpec, after: PodSpec): string =>
  unifiedDiff(internalJson(internal(before), 'PodSpec'), internalJson(internal(after), 'PodSpec'))

/** The same for any internal type. */
export const valueDiff = (before: object, after: object, type: string): string => unifiedDiff(internalJson(before, type), internalJson(after, type))

/** Internally the host's namespaces are part of the security context. */
function internal(spec: PodSpec): object {
  const { hostNetwork, hostPID, hostIPC, shareProcessNamespace, hostUsers } = spec
  return { ...spec, securityContext: { ...spec.securityContext, hostNetwork, hostPID, hostIPC, shareProcessNamespace, hostUsers } }
}
