/** Groups and versions of the API, and who serves them: this server (Local), or a Service behind it. Models kube-aggregator pkg/registry/apiservice and pkg/apis/apiregistration/validation. */
import { apiServices } from '../../../api/kinds.ts'
import { isDns1035Label, isDns1123Subdomain, isPathSegmentName, isPortNumber } from '../../../api/names.ts'
import { type FieldError, invalidValue, notSupported, required } from '../../../api/status.ts'
import type { APIService } from '../../../api/types.ts'
import { localCondition } from '../aggregator/availability.ts'
import { defineResource } from '../resource.ts'
import { age } from './age.ts'

export const apiService = defineResource<APIService>({
  of: apiServices,
  categories: ['api-extensions'],
  status: true,
  generation: false,
  nameRule: isPathSegmentName,
  defaults(service) {
    if (service.spec?.service) service.spec.service.port ??= 443
  },
  prepareForCreate(service, { timestamp }) {
    service.status = service.spec.service ? {} : { conditions: [localCondition(timestamp)] }
  },
  validate,
  validateStatusUpdate: ({ status }) =>
    (status?.conditions ?? []).flatMap((condition, i) =>
      ['True', 'False', 'Unknown'].includes(condition.status)
        ? []
        : [notSupported(`status.conditions[${i}].status`, condition.status, ['True', 'False', 'Unknown'])],
    ),
  columns: [{ name: 'Service', cell: serviceOf }, { name: 'Available', cell: available }, age],
})

function serviceOf({ spec }: APIService): string {
  return spec.service ? `${spec.service.namespace}/${spec.service.name}` : 'Local'
}

function available({ status }: APIService): string {
  const condition = status?.conditions?.find(({ type }) => type === 'Available')
  if (!condition) return 'Unknown'
  return condition.status !== 'True' && condition.reason ? `${condition.status} (${condition.reason})` : condition.status
}

function validate({ metadata, spec }: APIService): FieldError[] {
  const { group = '', version = '', groupPriorityMinimum, versionPriority } = spec
  const name = `${version}.${group}`
  return [
    ...(metadata.name === name ? [] : [invalidValue('metadata.name', metadata.name, `must be \`spec.version+"."+spec.group\`: ${JSON.stringify(name)}`)]),
    ...(group === '' && version !== 'v1' ? [required('spec.group', 'only v1 may have an empty group and it better be legacy kube')] : []),
    ...(group === '' ? [] : isDns1123Subdomain(group).map((problem) => invalidValue('spec.group', group, problem))),
    ...isDns1035Label(version).map((problem) => invalidValue('spec.version', version, problem)),
    ...(groupPriorityMinimum > 0 && groupPriorityMinimum <= 20000
      ? []
      : [invalidValue('spec.groupPriorityMinimum', groupPriorityMinimum ?? 0, 'must be positive and less than 20000')]),
    ...(versionPriority > 0 && versionPriority <= 1000
      ? []
      : [invalidValue('spec.versionPriority', versionPriority ?? 0, 'must be positive and less than 1000')]),
    ...validateService(spec),
  ]
}

function validateService({ service, caBundle = '', insecureSkipTLSVerify }: APIService['spec']): FieldError[] {
  const bytes = Math.floor((caBundle.replace(/=+$/, '').length * 3) / 4)
  if (!service)
    return [
      ...(caBundle === '' ? [] : [invalidValue('spec.caBundle', `${bytes} bytes`, 'local APIServices may not have a caBundle')]),
      ...(insecureSkipTLSVerify ? [invalidValue('spec.insecureSkipTLSVerify', true, 'local APIServices may not have insecureSkipTLSVerify')] : []),
    ]
  const port = isPortNumber(service.port ?? 0)
  return [
    ...(service.namespace ? [] : [required('spec.service.namespace')]),
    ...(service.name ? [] : [required('spec.service.name')]),
    ...(port.length > 0 ? [invalidValue('spec.service.port', service.port, `port is not valid: ${port.join(', ')}`)] : []),
    ...(insecureSkipTLSVerify && caBundle !== '' ? [invalidValue('spec.insecureSkipTLSVerify', true, 'may not be true if caBundle is present')] : []),
  ]
}
