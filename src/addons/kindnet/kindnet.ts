/**
 * kindnet: the network plugin of small clusters. In a real cluster its daemon (kindnetd) runs on every node's own
 * network, routes between the nodes' pods, and has network policies enforced by netfilter. Here addresses and routes are
 * the simulated network's; this is the part that knows policies: it watches them, compiles them, and leaves them to its
 * node. Pods and namespaces are watched only once there is a policy. When its pod stops, the node goes on with what it
 * last knew, as kube-proxy's rules stay; before it first ran, a node lets everything through. Left out: masquerading
 * rules and CNI configuration of its own (the network does both), admin network policies.
 */
import { namespaces, networkPolicies, pods } from '../../api/kinds.ts'
import type { Namespace, NetworkPolicy, Pod } from '../../api/types.ts'
import type { Client } from '../../client/client.ts'
import { defineController } from '../../client/controller.ts'
import { type Change, Informers, type Lister } from '../../client/informer.ts'
import { reflectorLine } from '../../client/klog.ts'
import { runController } from '../../client/run-controller.ts'
import { PolicyRules } from '../../node/network/policy/policy.ts'
import type { ProgramHost, RunningProgram } from '../../node/network/system-program.ts'

/** What kindnetd does while its container runs. */
export function kindnetProgram({ clock, random, network, source, err }: ProgramHost, client: Client): RunningProgram {
  const informers = new Informers(client, clock, (kind, error) => err(reflectorLine(clock.now(), kind, error)))
  // What was seen stays after the watches have ended.
  let seen: { readonly pods: Lister<Pod>; readonly namespaces: Lister<Namespace> } | undefined
  const rules = new PolicyRules({
    pod: (namespace, name) => seen?.pods.get(name, namespace),
    namespace: (name) => seen?.namespaces.get(name),
  })
  const definition = defineController<NetworkPolicy>({
    name: 'kube-network-policies',
    for: networkPolicies,
    reconcile({ lister }, { namespace, name }) {
      const policy = lister(networkPolicies).get(name, namespace)
      if (!policy) return rules.remove(namespace, name)
      if (!seen) watchPeers(informers, () => rules.forget())
      seen ??= { pods: lister(pods), namespaces: lister(namespaces) }
      rules.put(policy)
    },
  })
  const controller = runController(definition, { client, clock, random, informers, events: { record: () => {} } })
  const node = source.nodeName === undefined ? undefined : network.node(source.nodeName)
  if (node) node.policies = rules
  return {
    stop() {
      controller.stop()
      informers.stop()
    },
  }
}

/** What rules remember of pods and namespaces is true until somebody comes, goes or has other labels. */
function watchPeers(informers: Informers, forget: () => void): void {
  const onChange = ({ type, object, previous }: Change<any>): void => {
    if (type !== 'MODIFIED' || !sameLabels(object.metadata.labels, previous?.metadata.labels)) forget()
  }
  informers.of(pods).subscribe(onChange)
  informers.of(namespaces).subscribe(onChange)
}

type Labels = Readonly<Record<string, string>> | undefined

function sameLabels(a: Labels = {}, b: Labels = {}): boolean {
  const keys = Object.keys(a)
  return a === b || (keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]))
}
