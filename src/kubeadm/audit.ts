/** Auditing as people who set up a cluster with kubeadm configure it: a policy, a log, and where both are on the control plane's node. */
import { toYaml } from '../api/yaml.ts'

export const auditPolicyPath = '/etc/kubernetes/audit/policy.yaml'
export const auditLogPath = '/var/log/kubernetes/audit/audit.log'

/** What people and programs do is kept, with what they send; what the cluster's own parts do all day is not. */
export const auditPolicy = {
  omitStages: ['RequestReceived'] as const,
  omitManagedFields: true,
  rules: [
    {
      level: 'None',
      users: ['system:apiserver', 'system:kube-controller-manager', 'system:kube-scheduler', 'system:kube-proxy'],
    },
    { level: 'None', userGroups: ['system:nodes', 'system:serviceaccounts:kube-system'] },
    { level: 'None', nonResourceURLs: ['/api*', '/apis*', '/healthz*', '/livez*', '/readyz*', '/version', '/openapi/*'] },
    { level: 'None', resources: [{ group: 'coordination.k8s.io', resources: ['leases'] }] },
    {
      level: 'Metadata',
      resources: [
        { group: '', resources: ['secrets', 'configmaps', 'serviceaccounts/token'] },
        { group: 'authentication.k8s.io', resources: ['tokenreviews'] },
      ],
    },
    { level: 'Metadata', verbs: ['get', 'list', 'watch'] },
    { level: 'RequestResponse' },
  ] as const,
}

export const auditPolicyFile = (): string => toYaml({ apiVersion: 'audit.k8s.io/v1', kind: 'Policy', ...auditPolicy })

/** What it adds to the API server's static pod. */
export const auditFlags = ['--audit-log-maxage=30', `--audit-log-path=${auditLogPath}`, `--audit-policy-file=${auditPolicyPath}`]

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/'))

export const auditVolumes = {
  volumeMounts: [
    { mountPath: folderOf(auditPolicyPath), name: 'audit-policy', readOnly: true },
    { mountPath: folderOf(auditLogPath), name: 'audit-log' },
  ],
  volumes: [
    { name: 'audit-policy', hostPath: { path: folderOf(auditPolicyPath), type: 'DirectoryOrCreate' } },
    { name: 'audit-log', hostPath: { path: folderOf(auditLogPath), type: 'DirectoryOrCreate' } },
  ],
}
