/** Gives every namespace its ServiceAccount `default`. Models kubernetes pkg/controller/serviceaccount/serviceaccounts_controller.go. */
import { namespaces, serviceAccounts } from '../../api/kinds.ts'
import { isAlreadyExists, StatusError } from '../../api/status.ts'
import type { Namespace, ServiceAccount } from '../../api/types.ts'
import { defineController } from '../../client/controller.ts'
import { isNamespaceTerminating } from './namespace-terminating.ts'
import { isTerminating } from './pod-state.ts'

export const serviceAccountController = defineController<Namespace>({
  name: 'service-account-controller',
  for: namespaces,
  watches: [{ kind: serviceAccounts, map: (account: ServiceAccount) => [{ namespace: '', name: account.metadata.namespace ?? '' }] }],
  reconcile({ client, lister }, key) {
    const namespace = lister(namespaces).get(key.name)
    if (!namespace || isTerminating(namespace) || lister(serviceAccounts).get('default', key.name)) return
    try {
      client.create(serviceAccounts, { metadata: { name: 'default', namespace: key.name } })
    } catch (error) {
      if (isAlreadyExists(error) || (error instanceof StatusError && isNamespaceTerminating(error))) return
      throw error
    }
  },
})
