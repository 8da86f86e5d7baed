/**
 * What the cluster's own programs do while their containers run. Part of the composition of a cluster: images name a
 * program, and this table, alone, knows which component of this process that is.
 */
import { coreDnsProgram } from './addons/coredns/program.ts'
import { addOns } from './addons/index.ts'
import { kindnetProgram } from './addons/kindnet/kindnet.ts'
import type { ApiHandler } from './api/request.ts'
import type { Client } from './client/client.ts'
import { inClusterClient, notInCluster } from './client/in-cluster.ts'
import type { ControlPlane } from './control-plane/control-plane.ts'
import { controlPlanePrograms } from './control-plane/programs.ts'
import type { ClusterFacts } from './kubeadm/init.ts'
import type { KubeProxy } from './node/kube-proxy/kube-proxy.ts'
import { ProgramFailure, type ProgramHost, type RunningProgram, type SystemProgram, type SystemPrograms } from './node/network/system-program.ts'

interface ClusterParts {
  readonly controlPlane: ControlPlane
  /** A machine's way to the API server. */
  handleOf(node: string): ApiHandler
  readonly facts: ClusterFacts
  /** By node: what kube-proxy wrote there outlives its pod. */
  readonly proxies: ReadonlyMap<string, KubeProxy>
}

export function systemPrograms({ controlPlane, handleOf, facts, proxies }: ClusterParts): SystemPrograms {
  /** A program that asks the API server as its pod's service account. */
  const asAccount =
    (name: string, start: (host: ProgramHost, client: Client) => RunningProgram): SystemProgram =>
    (host) => {
      const client = inClusterClient(handleOf(host.source.nodeName ?? ''), host.readFile, name)
      if (!client) throw new ProgramFailure(notInCluster)
      return start(host, client)
    }
  return new Map<string, SystemProgram>([
    ...controlPlanePrograms(controlPlane, { port: facts.apiServer.port, serverNames: serverNames(facts) }),
    ['coredns', asAccount('coredns', coreDnsProgram)],
    ['kube-proxy', asAccount('kube-proxy', (host, client) => runProxy(proxies.get(host.source.nodeName ?? ''), client))],
    ['kindnetd', asAccount('kindnetd', kindnetProgram)],
    ...addOns.flatMap(({ programs }) => Object.entries(programs).map(([name, start]) => [name, asAccount(name, start)] as const)),
  ])
}

function runProxy(proxy: KubeProxy | undefined, client: Client): RunningProgram {
  proxy?.start(client)
  return { stop: () => proxy?.stop() }
}

/** The names in the API server's certificate. */
const serverNames = ({ apiServer, nodeNames, dnsDomain }: ClusterFacts): readonly string[] => [
  'kubernetes',
  'kubernetes.default',
  'kubernetes.default.svc',
  `kubernetes.default.svc.${dnsDomain}`,
  nodeNames[0] as string,
  '10.96.0.1',
  apiServer.ip,
]
