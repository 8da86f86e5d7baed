/**
 * Fills secrets of type kubernetes.io/service-account-token with a token that never ends, and takes them away with their
 * account. Models kubernetes pkg/controller/serviceaccount/tokens_controller.go.
 */
import { secrets, serviceAccounts } from '../../api/kinds.ts'
import type { Pki } from '../../api/pki.ts'
import { isConflict, isNotFound } from '../../api/status.ts'
import type { Secret, ServiceAccount } from '../../api/types.ts'
import { type ControllerContext, type ControllerDefinition, defineController } from '../../client/controller.ts'

const type = 'kubernetes.io/service-account-token'
const nameKey = 'kubernetes.io/service-account.name'
const uidKey = 'kubernetes.io/service-account.uid'
const claim = 'kubernetes.io/serviceaccount'

const accountName = ({ metadata }: Secret): string => metadata.annotations?.[nameKey] ?? ''

export const tokensController = (pki: Pki): ControllerDefinition<Secret> =>
  defineController<Secret>({
    name: 'tokens-controller',
    for: secrets,
    watches: [
      {
        kind: serviceAccounts,
        map: ({ metadata }: ServiceAccount, { lister }) =>
          lister(secrets)
            .list(metadata.namespace ?? '')
            .filter((secret) => secret.type === type && accountName(secret) === metadata.name)
            .map((secret) => ({ namespace: secret.metadata.namespace ?? '', name: secret.metadata.name })),
      },
    ],
    reconcile(context, { namespace, name }) {
      const secret = context.lister(secrets).get(name, namespace)
      if (secret?.type !== type || accountName(secret) === '') return
      try {
        keep(context, secret, pki)
      } catch (error) {
        if (!isNotFound(error) && !isConflict(error)) throw error
      }
    },
  })

function keep({ client, lister }: ControllerContext, secret: Secret, pki: Pki): void {
  const { name, namespace = '', uid, annotations = {} } = secret.metadata
  const account = lister(serviceAccounts).get(accountName(secret), namespace)
  if (!account || (annotations[uidKey] && annotations[uidKey] !== account.metadata.uid)) {
    client.delete(secrets, name, namespace, { preconditions: { uid } })
    return
  }
  const wanted: Record<string, string> = {
    'ca.crt': btoa(pki.caCertificate),
    namespace: secret.data?.namespace || btoa(namespace),
    token: secret.data?.token || btoa(pki.signToken(claimsOf(secret, account))),
  }
  const isWhole = Object.entries(wanted).every(([key, value]) => secret.data?.[key] === value) && annotations[uidKey] === account.metadata.uid
  if (isWhole) return
  client.update(secrets, {
    ...secret,
    metadata: { ...secret.metadata, annotations: { ...annotations, [uidKey]: account.metadata.uid } },
    data: { ...secret.data, ...wanted },
  })
}

const claimsOf = ({ metadata: { name, namespace } }: Secret, account: ServiceAccount): object => ({
  iss: 'kubernetes/serviceaccount',
  [`${claim}/namespace`]: namespace,
  [`${claim}/secret.name`]: name,
  [`${claim}/service-account.name`]: account.metadata.name,
  [`${claim}/service-account.uid`]: account.metadata.uid,
  sub: `system:serviceaccount:${namespace}:${account.metadata.name}`,
})
