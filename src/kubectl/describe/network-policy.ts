import { networkPolicies } from '../../api/kinds.ts'
import { formatLabelSelector } from '../../api/labels.ts'
import type { NetworkPolicyPeer, NetworkPolicyPort } from '../../api/types.ts'
import { defineDescriber } from './describer.ts'
import { Description } from './description.ts'
import { writeAnnotations, writeLabels } from './labels.ts'

export const networkPolicy = defineDescriber({
  group: 'networking.k8s.io',
  kind: 'NetworkPolicy',
  async describe({ read, namespace, name, times }) {
    const { metadata, spec = { podSelector: {} } } = await read.get(networkPolicies, namespace, name)
    const { ingress = [], egress = [], policyTypes = [] } = spec
    const out = new Description()
    out.field(0, 'Name', metadata.name)
    out.field(0, 'Namespace', metadata.namespace ?? '')
    out.field(0, 'Created on', times.plain(metadata.creationTimestamp))
    writeLabels(out, 'Labels', metadata.labels)
    writeAnnotations(out, 'Annotations', metadata.annotations)
    const selector = formatLabelSelector(spec.podSelector)
    out.write(0, 'Spec:\n  PodSelector: ')
    out.write(2, `${selector === '<none>' ? '<none> (Allowing the specific traffic to all pods in this namespace)' : selector}\n`)
    const ingressRules = ingress.map(({ ports, from }) => ({ ports, peers: from }))
    writeDirection(out, 'ingress', policyTypes.includes('Ingress'), ingressRules)
    const egressRules = egress.map(({ ports, to }) => ({ ports, peers: to }))
    writeDirection(out, 'egress', policyTypes.includes('Egress'), egressRules)
    out.write(1, `Policy Types: ${policyTypes.join(', ')}\n`)
    return out.text()
  },
})

interface Rule {
  readonly ports: readonly NetworkPolicyPort[] | undefined
  readonly peers: readonly NetworkPolicyPeer[] | undefined
}

function writeDirection(out: Description, direction: 'ingress' | 'egress', enabled: boolean, rules: readonly Rule[]): void {
  if (!enabled) {
    out.write(1, `Not affecting ${direction} traffic\n`)
    return
  }
  out.write(1, `Allowing ${direction} traffic:\n`)
  if (rules.length === 0) out.write(2, `<none> (Selected pods are isolated for ${direction} connectivity)\n`)
  for (const [i, { ports, peers }] of rules.entries()) {
    if (i > 0) out.write(2, '----------\n')
    writePorts(out, ports ?? [])
    const [word, end] = direction === 'ingress' ? ['From', 'source'] : ['To', 'destination']
    if (!peers?.length) out.write(2, `${word}: <any> (traffic not restricted by ${end})\n`)
    for (const peer of peers ?? []) {
      out.write(2, `${word}:\n`)
      writePeer(out, peer)
    }
  }
}

function writePorts(out: Description, ports: readonly NetworkPolicyPort[]): void {
  if (ports.length === 0) out.write(2, 'To Port: <any> (traffic allowed to all ports)\n')
  for (const { port = '<nil>', endPort, protocol = 'TCP' } of ports)
    out.write(2, endPort === undefined ? `To Port: ${port}/${protocol}\n` : `To Port Range: ${port}-${endPort}/${protocol}\n`)
}

function writePeer(out: Description, { podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer): void {
  if (namespaceSelector) out.write(3, `NamespaceSelector: ${formatLabelSelector(namespaceSelector)}\n`)
  if (podSelector) out.write(3, `PodSelector: ${formatLabelSelector(podSelector)}\n`)
  if (podSelector || namespaceSelector || !ipBlock) return
  out.write(3, 'IPBlock:\n')
  out.write(4, `CIDR: ${ipBlock.cidr}\n`)
  out.write(4, `Except: ${(ipBlock.except ?? []).join(', ')}\n`)
}
