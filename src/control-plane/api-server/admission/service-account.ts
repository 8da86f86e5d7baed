/** Every pod runs as a service account and gets a token for it. Models plugin/pkg/admission/serviceaccount. */
import { pods, serviceAccounts } from '../../../api/kinds.ts'
import { deepFreeze } from '../../../api/object.ts'
import type { Container, Pod, PodSpec, ServiceAccount, Volume } from '../../../api/types.ts'
import { type AdmissionAttributes, type AdmissionContext, defineAdmission, isAbout, refuse } from './admission.ts'

const mirror = 'kubernetes.io/config.mirror'
const prefix = 'kube-api-access-'
const mountPath = '/var/run/secrets/kubernetes.io/serviceaccount'

export const serviceAccount = defineAdmission({
  name: 'ServiceAccount',
  about: [pods],
  admit(attributes, context) {
    if (attributes.operation !== 'CREATE' || !isAbout(attributes, pods)) return
    const pod = attributes.object as unknown as Pod
    if (!pod.spec) return
    if (mirror in (pod.metadata.annotations ?? {})) refuseMirror(pod.spec, attributes)
    else admitPod(pod.spec, attributes, context)
  },
})

function admitPod(spec: PodSpec, attributes: AdmissionAttributes, context: AdmissionContext): void {
  const name = (spec.serviceAccountName ||= spec.serviceAccount || 'default')
  const account = context.get(serviceAccounts, name, attributes.namespace)
  if (!account) throw refuse(attributes, `error looking up service account ${attributes.namespace}/${name}: serviceaccount "${name}" not found`)
  if (mounts(spec, account)) mountToken(spec, context)
  if (!spec.imagePullSecrets?.length && account.imagePullSecrets?.length) spec.imagePullSecrets = account.imagePullSecrets.map((secret) => ({ ...secret }))
}

/** The pod decides, then the account, then the default: yes. */
const mounts = (spec: PodSpec, account: ServiceAccount): boolean => spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true

function mountToken(spec: PodSpec, context: AdmissionContext): void {
  const existing = spec.volumes?.find((volume) => volume.name?.startsWith(prefix))
  const containers: Container[] = [...(spec.initContainers ?? []), ...(spec.containers ?? [])]
  // A container that mounts something of its own there keeps it.
  const without = containers.filter((container) => !container.volumeMounts?.some((mount) => mount.mountPath === mountPath))
  if (without.length === 0) return
  const name = existing?.name ?? `${prefix}${context.suffix()}`
  for (const container of without) container.volumeMounts = (container.volumeMounts ?? []).concat({ name, readOnly: true, mountPath })
  if (!existing) spec.volumes = (spec.volumes ?? []).concat({ name, projected: tokenAndFriends })
}

/** The same in every pod, which share it. */
const tokenAndFriends: NonNullable<Volume['projected']> = deepFreeze({
  defaultMode: 0o644,
  sources: [
    { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    { downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] } },
  ],
})

/** A static pod lives outside the API and must not lean on it. */
function refuseMirror(spec: PodSpec, attributes: AdmissionAttributes): void {
  if (spec.serviceAccountName) throw refuse(attributes, 'a mirror pod may not reference service accounts')
  if (spec.volumes?.some((volume) => volume.secret)) throw refuse(attributes, 'a mirror pod may not reference secrets')
  const tokens = spec.volumes?.some((volume) => volume.projected?.sources?.some((source) => source.serviceAccountToken))
  if (tokens) throw refuse(attributes, 'a mirror pod may not use ServiceAccountToken volume projections')
}
