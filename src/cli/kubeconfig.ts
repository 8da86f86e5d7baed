/** Kubeconfigs for a cluster of ours: what kubeadm leaves in admin.conf. */
import type { Issued, Pki } from '../api/pki.ts'

const year = 365 * 86_400_000

export interface KubeconfigOptions {
  readonly pki: Pki
  readonly server: string
  /** Milliseconds since the epoch; from here the certificate is valid for a year. */
  readonly now: number
  /** Name of the cluster; the context is `kubernetes-admin@CLUSTER`. */
  readonly cluster: string
}

/** The administrator's kubeconfig, as YAML. */
export function adminKubeconfig({ pki, server, now, cluster }: KubeconfigOptions): string {
  const subject = { commonName: 'kubernetes-admin', organizations: ['kubeadm:cluster-admins'] }
  // Clocks differ: a certificate is valid from a little before it was made.
  const issued = pki.issueClient(subject, { notBefore: now - 300_000, notAfter: now + year })
  return kubeconfigText(pki, server, cluster, 'kubernetes-admin', issued)
}

function kubeconfigText(pki: Pki, server: string, cluster: string, user: string, issued: Issued): string {
  return `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: ${btoa(pki.caCertificate)}
    server: ${server}
  name: ${cluster}
contexts:
- context:
    cluster: ${cluster}
    user: ${user}
  name: ${user}@${cluster}
current-context: ${user}@${cluster}
kind: Config
preferences: {}
users:
- name: ${user}
  user:
    client-certificate-data: ${btoa(issued.certificate)}
    client-key-data: ${btoa(issued.key)}
`
}
