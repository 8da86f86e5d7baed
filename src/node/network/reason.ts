/** Why a connection does not come about, as data and as a sentence for the learner. */
import { denialText, type PolicyDenial } from './policy/denial.ts'

export type NameReason =
  /** `service` is what was looked for, where the namespace of the name is there. */
  | { readonly cause: 'unknown'; readonly by?: string; readonly service?: string; readonly namespace?: string }
  /** The Service is there, in another namespace. */
  | { readonly cause: 'other-namespace'; readonly service: string; readonly namespace: string; readonly elsewhere: string }
  | { readonly cause: 'headless-without-pods'; readonly service: string }
  /** What `because` says keeps the name servers from being asked. */
  | { readonly cause: 'no-name-server'; readonly servers: readonly string[]; readonly because?: Reason }

export type EndpointsReason =
  | { readonly cause: 'no-pod-selected'; readonly selector: string }
  | { readonly cause: 'no-selector' }
  | { readonly cause: 'not-ready'; readonly pods: number }
  /** `port` is the targetPort of the Service that no container has. */
  | { readonly cause: 'port-missing'; readonly port: string }
  | { readonly cause: 'none-on-node'; readonly node: string; readonly policy: 'internalTrafficPolicy' | 'externalTrafficPolicy' }

export type Reason =
  | ({ readonly kind: 'name'; readonly name: string } & NameReason)
  | ({ readonly kind: 'endpoints'; readonly service: string } & EndpointsReason)
  | { readonly kind: 'service-port'; readonly service: string; readonly port: string; readonly ports: readonly string[] }
  /** The Service's loadBalancerSourceRanges do not hold the client. */
  | { readonly kind: 'source-range'; readonly service: string; readonly ip: string }
  /** A load balancer found no node that says that it is well. */
  | { readonly kind: 'no-node-well'; readonly service: string }
  | { readonly kind: 'policy'; readonly denial: PolicyDenial }
  /** Without a pod: the node itself was asked; `own`: the one that asks is on it. */
  | { readonly kind: 'node-down'; readonly node: string; readonly pod?: string; readonly own?: boolean }
  /** `ports` are those on which something listens; `service` sent the connection there. */
  | { readonly kind: 'nothing-listens'; readonly at: string; readonly port: number; readonly ports: readonly number[]; readonly service?: string }
  | { readonly kind: 'no-such-address'; readonly ip: string }
  | { readonly kind: 'pod-address-from-outside'; readonly ip: string }
  /** An address of a Service where nobody makes one of it: outside of the cluster, or on a node that has no rule for it. */
  | { readonly kind: 'service-address'; readonly ip: string; readonly service: string; readonly node?: string }
  /** A part of the network is cut off from another. */
  | { readonly kind: 'interrupted'; readonly between: readonly [string, string] }
  | { readonly kind: 'not-a-url'; readonly text: string }
  /** It is there, and does not do its part. */
  | { readonly kind: 'program'; readonly program: string; readonly at: string; readonly fault: 'no-tls' | 'no-http' | 'closed' | 'no-answer' }

/** A reason in a sentence, without a full stop. */
export function reasonText(reason: Reason): string {
  switch (reason.kind) {
    case 'name':
      return nameText(reason)
    case 'endpoints':
      return endpointsText(reason)
    case 'service-port':
      return `Service ${reason.service} has no port ${reason.port}${reason.ports.length === 0 ? '' : `, only ${reason.ports.join(', ')}`}`
    case 'source-range':
      return `Service ${reason.service} has loadBalancerSourceRanges, and ${reason.ip} is in none of them`
    case 'no-node-well':
      return `the load balancer of Service ${reason.service} finds no node that is well: none has an endpoint, or none answers`
    case 'policy':
      return denialText(reason.denial)
    case 'node-down':
      if (reason.own) return `node ${reason.node} is cut off`
      return reason.pod ? `pod ${reason.pod} is on node ${reason.node}, which does not answer` : `node ${reason.node} does not answer`
    case 'nothing-listens':
      return listenText(reason)
    case 'no-such-address':
      return `nothing has the address ${reason.ip}`
    case 'pod-address-from-outside':
      return `${reason.ip} is a pod's address, which only nodes and pods of the cluster can reach`
    case 'service-address':
      return `${reason.ip} is the address of Service ${reason.service}, ${reason.node ? `which kube-proxy on node ${reason.node} does not know of` : 'which means something only to nodes and pods of the cluster'}`
    case 'interrupted':
      return `the network between ${reason.between[0]} and ${reason.between[1]} is interrupted`
    case 'not-a-url':
      return `"${reason.text}" is not a URL`
    case 'program':
      return programText(reason)
  }
}

function nameText(reason: Extract<Reason, { kind: 'name' }>): string {
  if (reason.cause === 'unknown' && reason.service) return `there is no Service ${reason.service} in namespace ${reason.namespace}`
  if (reason.cause === 'unknown') return `${reason.by ? `${reason.by} knows no name` : 'no name server knows'} ${reason.name}`
  if (reason.cause === 'headless-without-pods') return `Service ${reason.service} is headless and has no ready pods, so its name has no address`
  if (reason.cause === 'other-namespace') {
    const { service, namespace, elsewhere } = reason
    return `there is no Service ${service} in namespace ${namespace}; there is one in namespace ${elsewhere}, whose name from here is ${service}.${elsewhere}`
  }
  const servers = reason.servers.join(', ') || 'none'
  return `no name server answered (${servers}): ${reason.because ? reasonText(reason.because) : 'is CoreDNS running?'}`
}

function endpointsText(reason: Extract<Reason, { kind: 'endpoints' }>): string {
  const { service } = reason
  switch (reason.cause) {
    case 'no-pod-selected':
      return `Service ${service} has no endpoints: no running pod has the labels ${reason.selector}`
    case 'no-selector':
      return `Service ${service} has no endpoints and no selector`
    case 'not-ready':
      return `Service ${service} has no ready endpoints: ${reason.pods === 1 ? 'its one pod is not' : `none of its ${reason.pods} pods is`} ready`
    case 'port-missing':
      return `Service ${service} has pods, but none for this port: no container has a port named ${reason.port}`
    case 'none-on-node':
      return `Service ${service} has ${reason.policy}: Local, and no endpoint on node ${reason.node}`
  }
}

function listenText({ at, port, ports, service }: Extract<Reason, { kind: 'nothing-listens' }>): string {
  const there = ports.length === 0 ? '' : `, only on ${ports.join(', ')}`
  return `${at}: nothing listens on port ${port}${there}${service ? ` (Service ${service} sends there: its targetPort)` : ''}`
}

function programText({ program, at, fault }: Extract<Reason, { kind: 'program' }>): string {
  switch (fault) {
    case 'no-tls':
      return `${at} does not speak TLS`
    case 'no-http':
      return `${program} on ${at} does not speak HTTP`
    case 'closed':
      return `${program} closed the connection without an answer`
    case 'no-answer':
      return `${program} on ${at} took the request and did not answer in time`
  }
}
