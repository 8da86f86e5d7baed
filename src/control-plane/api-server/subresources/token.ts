import type { AuthenticationV1TokenRequest as TokenRequest } from '../../../api/types.ts'
import { created } from '../encoding/respond.ts'
import type { Subresource } from './subresource.ts'

/** A short-lived token of a service account (`kubectl create token`, and what kubelets mount into pods). */
export const token: Subresource = {
  name: 'token',
  verbs: ['create'],
  serves: () => ({ group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest' }),
  of: ({ of }) => of.group === '' && of.plural === 'serviceaccounts',
  handle({ request, info, definition, registry, tokens, write, decode }) {
    const { object } = decode('AuthenticationV1TokenRequest', 'TokenRequest', 'v1')
    registry.ask('CREATE', { definition, namespace: info.namespace, name: info.name, subresource: 'token' }, object, write)
    return created(tokens.issue(info.namespace, info.name, object as unknown as TokenRequest, request.component !== undefined))
  },
}
