/** IPAddresses: cluster addresses that are taken, and by whom. Models pkg/registry/networking/ipaddress. */

import { canonicalAddress } from '../../../api/ip.ts'
import { groupResource, ipAddresses } from '../../../api/kinds.ts'
import { isPathSegmentName } from '../../../api/names.ts'
import { required } from '../../../api/status.ts'
import type { IPAddress, ParentReference } from '../../../api/types.ts'
import { defineResource } from '../resource.ts'
import { age } from './age.ts'
import { dnsSubdomain, each, unchanged } from './checks.ts'
import { segment } from './ingress/backend-validation.ts'

export const ipAddress = defineResource<IPAddress>({
  of: ipAddresses,
  ownChance: true,
  short: ['ip'],
  nameRule: canonicalAddress,
  validate: ({ spec }) => (spec?.parentRef ? validateParent(spec.parentRef, 'spec.parentRef') : [required('spec.parentRef')]),
  validateUpdate: ({ spec }, { spec: old }) => unchanged('spec.parentRef', spec?.parentRef, old?.parentRef),
  selectableFields: {},
  columns: [{ name: 'ParentRef', cell: ({ spec }) => (spec?.parentRef ? parentText(spec.parentRef) : '<none>') }, age],
})

const validateParent = ({ group, resource, name, namespace }: ParentReference, at: string) => [
  ...(group ? dnsSubdomain(`${at}.group`, group) : []),
  ...segment(`${at}.resource`, resource),
  ...segment(`${at}.name`, name),
  ...(namespace ? each(`${at}.namespace`, namespace, isPathSegmentName(namespace)) : []),
]

/** `services/default/kubernetes` */
const parentText = ({ group = '', resource, namespace, name }: ParentReference): string =>
  [groupResource({ group, plural: resource }).toLowerCase(), ...(namespace ? [namespace] : []), name].join('/')
