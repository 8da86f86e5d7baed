/** A pod's sandbox: its host name, address, /etc/hosts and resolv.conf. Models pkg/kubelet/network/dns and kubelet_pods.go. */
import type { Pod } from '../../api/types.ts'
import { LaterFile, type PodSandbox, type VolumeFile } from '../container-runtime/cri.ts'
import type { HostPort } from '../network/network.ts'
import type { PodHost } from './pod-host.ts'

export function sandboxOf(host: PodHost, pod: Pod, ip: string): PodSandbox {
  const hostNetwork = pod.spec.hostNetwork ?? false
  return {
    uid: pod.metadata.uid,
    namespace: pod.metadata.namespace ?? '',
    name: pod.metadata.name,
    hostname: hostNetwork ? host.nodeName : kernelName(pod),
    ip,
    hostNetwork,
    nodeName: host.nodeName,
    labels: pod.metadata.labels ?? {},
    dns: resolvConf(host, pod),
    ...hostPortsOf(pod),
    ...(pod.spec.hostAliases ? { hostAliases: pod.spec.hostAliases.map(({ ip, hostnames = [] }) => ({ ip, hostnames })) } : {}),
  }
}

/** Ports of the node that lead into the sandbox. Pods of the host's network are on it anyway. */
function hostPortsOf({ spec }: Pod): Pick<PodSandbox, 'hostPorts'> {
  if (spec.hostNetwork) return {}
  const hostPorts = spec.containers.flatMap(({ ports = [] }) =>
    ports.flatMap(({ hostPort, containerPort, protocol = 'TCP' }) =>
      hostPort ? [{ hostPort, containerPort, protocol: protocol as HostPort['protocol'] }] : [],
    ),
  )
  return hostPorts.length > 0 ? { hostPorts } : {}
}

const hostname = (pod: Pod): string => (pod.spec.hostnameOverride ?? pod.spec.hostname ?? pod.metadata.name).slice(0, 63).replace(/[-.]+$/, '')

/** Under the domain of its subdomain's Service. */
const fullName = ({ metadata, spec }: Pod, short: string): string | undefined =>
  spec.subdomain ? `${short}.${spec.subdomain}.${metadata.namespace}.svc.cluster.local` : undefined

const kernelName = (pod: Pod): string => (pod.spec.setHostnameAsFQDN ? fullName(pod, hostname(pod)) : undefined) ?? hostname(pod)

/** dnsPolicy and dnsConfig. The node's own resolver knows nothing of the cluster. */
function resolvConf(host: PodHost, pod: Pod): PodSandbox['dns'] {
  const policy = pod.spec.dnsPolicy ?? 'ClusterFirst'
  const cluster = policy === 'ClusterFirstWithHostNet' || (policy === 'ClusterFirst' && !pod.spec.hostNetwork)
  const namespace = pod.metadata.namespace ?? ''
  const base = cluster
    ? {
        nameservers: [host.clusterDNS],
        searches: [`${namespace}.svc.${host.clusterDomain}`, `svc.${host.clusterDomain}`, host.clusterDomain],
        options: ['ndots:5'],
      }
    : { nameservers: policy === 'None' ? [] : ['172.18.0.1'], searches: [] as string[], options: policy === 'None' ? [] : ['ndots:0'] }
  const own = pod.spec.dnsConfig
  if (!own) return base
  const given = (own.options ?? []).map(({ name = '', value }) => (value === undefined ? name : `${name}:${value}`))
  const overridden = new Set(given.map((option) => option.split(':')[0]))
  return {
    nameservers: [...new Set([...base.nameservers, ...(own.nameservers ?? [])])],
    searches: [...new Set([...base.searches, ...(own.searches ?? [])])],
    options: [...base.options.filter((option) => !overridden.has(option.split(':')[0])), ...given],
  }
}

/** The managed /etc/hosts. */
export const hostsFile = (pod: Pod, sandbox: PodSandbox): VolumeFile => new LaterFile(0o644, () => hostsText(pod, sandbox))

function hostsText(pod: Pod, sandbox: PodSandbox): string {
  const short = sandbox.hostNetwork ? sandbox.hostname : hostname(pod)
  const names = [fullName(pod, short), short].filter((name) => name !== undefined)
  const lines = [
    pod.spec.hostNetwork ? '# Kubernetes-managed hosts file (host network).' : '# Kubernetes-managed hosts file.',
    '127.0.0.1\tlocalhost',
    '::1\tlocalhost ip6-localhost ip6-loopback',
    'fe00::0\tip6-localnet',
    'fe00::0\tip6-mcastprefix',
    'fe00::1\tip6-allnodes',
    'fe00::2\tip6-allrouters',
    `${sandbox.ip}\t${names.join('\t')}`,
  ]
  if (pod.spec.hostAliases?.length)
    lines.push('', '# Entries added by HostAliases.', ...pod.spec.hostAliases.map(({ ip, hostnames = [] }) => `${ip}\t${hostnames.join('\t')}`))
  return `${lines.join('\n')}\n`
}
