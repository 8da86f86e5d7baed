/** Publishes the cluster's CA to every namespace, for pods to mount. Models kubernetes pkg/controller/certificates/rootcacertpublisher. */
import { configMaps, namespaces } from '../../api/kinds.ts'
import { isAlreadyExists, StatusError } from '../../api/status.ts'
import type { ConfigMap, Namespace } from '../../api/types.ts'
import { type ControllerDefinition, defineController } from '../../client/controller.ts'
import { isNamespaceTerminating } from './namespace-terminating.ts'
import { isTerminating } from './pod-state.ts'

const name = 'kube-root-ca.crt'
const description =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.'

/** @param caCertificate PEM */
export const rootCaPublisher = (caCertificate: string): ControllerDefinition<Namespace> =>
  defineController<Namespace>({
    name: 'root-ca-cert-publisher',
    for: namespaces,
    watches: [{ kind: configMaps, map: (map: ConfigMap) => (map.metadata.name === name ? [{ namespace: '', name: map.metadata.namespace ?? '' }] : []) }],
    reconcile({ client, lister }, key) {
      const namespace = lister(namespaces).get(key.name)
      if (!namespace || isTerminating(namespace)) return
      const annotations = { 'kubernetes.io/description': description }
      const data = { 'ca.crt': caCertificate }
      const there = lister(configMaps).get(name, key.name)
      try {
        if (!there) client.create(configMaps, { metadata: { name, namespace: key.name, annotations }, data })
        else if (there.data?.['ca.crt'] !== caCertificate || there.metadata.annotations?.['kubernetes.io/description'] !== description)
          client.update(configMaps, { ...there, data, metadata: { ...there.metadata, annotations: { ...there.metadata.annotations, ...annotations } } })
      } catch (error) {
        if (isAlreadyExists(error) || (error instanceof StatusError && isNamespaceTerminating(error))) return
        throw error
      }
    },
  })
