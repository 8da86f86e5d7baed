import type { Namespace, NetworkPolicy, NetworkPolicySpec, Pod } from '../../../../src/api/types.ts'
import { Network, type Source } from '../../../../src/node/network/network.ts'
import { PolicyRules } from '../../../../src/node/network/policy/policy.ts'

export interface PodFacts {
  readonly namespace: string
  readonly name: string
  readonly ip: string
  readonly node: string
  readonly labels: Readonly<Record<string, string>>
  readonly hostNetwork?: boolean
  /** Names of container ports: `http` → 80. */
  readonly ports?: Readonly<Record<string, number>>
}

export const nodes: Readonly<Record<string, string>> = { 'control-plane': '172.18.0.2', 'worker-1': '172.18.0.3', 'worker-2': '172.18.0.4' }

export const policy = (place: string, spec: NetworkPolicySpec): NetworkPolicy => {
  const [namespace = '', name = ''] = place.split('/')
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace } as never, spec }
}

export const podObject = ({ namespace, name, labels, hostNetwork, ports = {} }: PodFacts): Pod =>
  ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace, name, labels },
    spec: {
      ...(hostNetwork ? { hostNetwork } : {}),
      containers: [{ name: 'main', ports: Object.entries(ports).map(([name, containerPort]) => ({ name, containerPort, protocol: 'TCP' })) }],
    },
  }) as never

/** A network of three nodes that all enforce the same policies, and pods that listen on every port they are asked on. */
export function policyWorld(namespaces: Readonly<Record<string, Readonly<Record<string, string>>>>, pods: readonly PodFacts[]) {
  const network = new Network()
  const objects = new Map(pods.map((facts) => [`${facts.namespace}/${facts.name}`, podObject(facts)]))
  const rules = new PolicyRules({
    pod: (namespace, name) => objects.get(`${namespace}/${name}`),
    namespace: (name) => ({ metadata: { name, labels: namespaces[name] } }) as unknown as Namespace,
  })
  for (const [name, ip] of Object.entries(nodes)) network.addNode({ name, ip, policies: rules })
  const source = ({ namespace, name, ip, node }: PodFacts): Source => ({ namespace, name, ip, nodeName: node })
  for (const pod of pods) if (!pod.hostNetwork) network.attach(source(pod))
  const from = (place: string): Source => {
    const pod = pods.find(({ namespace, name }) => `${namespace}/${name}` === place)
    return pod ? source(pod) : { ip: nodes[place] as string, nodeName: place }
  }
  return { network, rules, objects, from }
}
