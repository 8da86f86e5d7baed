/** What form of answer a client asked for in Accept. Models apiserver pkg/endpoints/handlers/negotiation. */
import { StatusError } from '../../../api/status.ts'

export interface AcceptedForm {
  /** `application/json` or `application/yaml` */
  readonly mediaType: string
  readonly as: 'object' | 'Table' | 'PartialObjectMetadata' | 'PartialObjectMetadataList' | 'APIGroupDiscoveryList'
}

const usual: AcceptedForm = { mediaType: 'application/json', as: 'object' }

const served = ['application/json', 'application/yaml']
const transforms = new Set(['Table', 'PartialObjectMetadata', 'PartialObjectMetadataList', 'APIGroupDiscoveryList'])

/** The first form of the header that we serve. `allowed` names the transforms that make sense for the resource. @throws 406 */
export function negotiate(accept: string | undefined, allowed: readonly AcceptedForm['as'][] = []): AcceptedForm {
  if (accept === undefined || accept.trim() === '') return usual
  for (const clause of accept.split(',')) {
    const [type = '', ...parameters] = clause.split(';').map((part) => part.trim())
    const mediaType = type === '*/*' || type === 'application/*' ? 'application/json' : type
    if (!served.includes(mediaType)) continue
    const as = parameters.find((parameter) => parameter.startsWith('as='))?.slice(3)
    if (as === undefined) return { mediaType, as: 'object' }
    const v = parameters.find((parameter) => parameter.startsWith('v='))?.slice(2)
    const versionServed = as === 'APIGroupDiscoveryList' ? v === 'v2' : v === 'v1'
    if (transforms.has(as) && versionServed && allowed.includes(as as AcceptedForm['as'])) return { mediaType, as: as as AcceptedForm['as'] }
  }
  throw new StatusError(406, 'NotAcceptable', `only the following media types are accepted: ${[...served, 'application/vnd.kubernetes.protobuf'].join(', ')}`)
}
