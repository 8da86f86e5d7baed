import { type FieldError, invalidValue, required } from '../../../../api/status.ts'
import type { CustomResourceDefinition } from '../../../../api/types.ts'

const annotation = 'api-approved.kubernetes.io'
const path = `metadata.annotations[${annotation}]`
const link = 'see https://github.com/kubernetes/enhancements/pull/1111'

type State = 'missing' | 'bypassed' | 'approved' | 'invalid'

function stateOf({ metadata }: CustomResourceDefinition): State {
  const text = metadata.annotations?.[annotation] ?? ''
  if (text === '') return 'missing'
  if (text.startsWith('unapproved')) return 'bypassed'
  return /^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/\s]+/.test(text) ? 'approved' : 'invalid'
}

/** Groups of the community's domains are for those that the community has agreed on. */
export function validateApproval(crd: CustomResourceDefinition, old: CustomResourceDefinition | undefined): FieldError[] {
  if (!/(^|\.)(k8s|kubernetes)\.io$/.test(crd.spec.group)) return []
  const state = stateOf(crd)
  if (old && stateOf(old) === state) return []
  if (state === 'missing') return [required(path, `protected groups must have approval annotation "${annotation}", ${link}`)]
  if (state !== 'invalid') return []
  const why = `protected groups must have approval annotation "${annotation}" with either a URL or a reason starting with "unapproved", ${link}`
  return [invalidValue(path, crd.metadata.annotations?.[annotation], why)]
}
