/** Who a binding is for. */
import type { RbacV1Subject } from '../../api/types.ts'
import { CommandError } from '../errors.ts'

const apiGroup = 'rbac.authorization.k8s.io'

export const userSubject = (name: string): RbacV1Subject => ({ kind: 'User', apiGroup, name })
export const groupSubject = (name: string): RbacV1Subject => ({ kind: 'Group', apiGroup, name })

/** Users, groups, and ServiceAccounts as `namespace:name`, in this order. */
export function subjects(options: { user: readonly string[]; group: readonly string[]; serviceaccount: readonly string[] }): RbacV1Subject[] {
  return [...options.user.map(userSubject), ...options.group.map(groupSubject), ...options.serviceaccount.map(serviceAccountSubject)]
}

function serviceAccountSubject(text: string): RbacV1Subject {
  const [namespace = '', name = '', ...more] = text.split(':')
  if (namespace === '' || name === '' || more.length > 0) throw new CommandError('serviceaccount must be <namespace>:<name>')
  return { kind: 'ServiceAccount', name, namespace }
}
