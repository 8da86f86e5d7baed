/** Whom a binding means. Models appliesToUser of pkg/registry/rbac/validation. */
import type { UserInfo } from '../../../api/request.ts'
import type { RbacV1Subject as Subject } from '../../../api/types.ts'

/** `namespace` is the binding's, empty for a cluster role binding. */
export function appliesTo(user: UserInfo, subject: Subject, namespace: string): boolean {
  switch (subject.kind) {
    case 'User':
      return subject.name === user.username
    case 'Group':
      return user.groups.includes(subject.name)
    case 'ServiceAccount': {
      const home = subject.namespace || namespace
      return home !== '' && user.username === `system:serviceaccount:${home}:${subject.name}`
    }
    default:
      return false
  }
}

/** `User "jane"`, `ServiceAccount "builder/ci"`: name first, as the real reason has it. */
export const describeSubject = ({ kind, name, namespace }: Subject, bindingNamespace: string): string =>
  kind === 'ServiceAccount' ? `${kind} "${name}/${namespace || bindingNamespace}"` : `${kind} "${name}"`
