/** Why nobody answers behind a Service. */
import { matchLabels } from '../../../api/labels.ts'
import type { AnyObject } from '../../../api/object.ts'
import type { Insight } from '../insight.ts'
import { type Answer, type Explainer, inNamespace, nameOf } from './answer.ts'
import { pod as podExplainer } from './pod.ts'

export const service: Explainer = {
  names: ['service', 'services', 'svc'],
  namespaced: true,
  explain(object, insight) {
    const { spec, metadata } = object
    const name = nameOf('service', object)
    const see = [`kubectl get endpointslices -l kubernetes.io/service-name=${metadata.name}${inNamespace(object)}`]
    if (spec.type === 'ExternalName')
      return { says: `${name} has no endpoints and needs none: it is another name for ${spec.externalName}.`, because: [], see: [], well: true }
    const addresses = readyAddresses(object, insight)
    if (addresses.length > 0) return withEndpoints(object, addresses, insight, see)
    if (!spec.selector) return { says: `${name} has no endpoints: it has no selector, so somebody has to write its EndpointSlice.`, because: [], see }
    const selector = textOf(spec.selector)
    const pods = insight.list({ kind: 'pods', namespace: metadata.namespace ?? '' })
    const chosen = pods.filter((each) => matchLabels(spec.selector, each.metadata.labels))
    if (chosen.length === 0)
      return {
        says: `${name} has no endpoints: no pod in ${metadata.namespace} has the labels ${selector}.`,
        because: nearest(spec.selector, pods),
        see: [`kubectl get pods --show-labels${inNamespace(object)}`],
      }
    const nameless = unknownPort(object, chosen)
    if (nameless) return { says: `${name} has no endpoints: its target port ${nameless} is the name of no port of its pods.`, because: portsOf(chosen), see }
    return {
      says: `${name} has no endpoints: ${chosen.length === 1 ? 'the pod with its labels is' : `none of the ${chosen.length} pods with its labels is`} ${chosen.length === 1 ? 'not ' : ''}ready.`,
      because: chosen.slice(0, 3).map((each) => podExplainer.explain(each, insight).says),
      see: [`kubectl get pods -l ${selector}${inNamespace(object)}`],
    }
  },
}

function withEndpoints(object: AnyObject, addresses: readonly string[], insight: Insight, see: readonly string[]): Answer {
  const { spec } = object
  const name = nameOf('service', object)
  const waiting = spec.type === 'LoadBalancer' && (object.status?.loadBalancer?.ingress ?? []).length === 0
  // Whoever takes care of a load balancer marks its Service, so that it is not deleted before that is gone.
  const taken = (object.metadata.finalizers ?? []).includes('service.kubernetes.io/load-balancer-cleanup')
  if (waiting && taken)
    return {
      says: `${name} works inside the cluster, and somebody is making its load balancer: its external address is still <pending>.`,
      because: [],
      see: [`kubectl describe service ${object.metadata.name}${inNamespace(object)}`],
    }
  if (waiting)
    return {
      says: `${name} works inside the cluster, but its external address is <pending>: nobody here hands out load balancers.`,
      because: ['In a cloud, its controller does. Here a NodePort, or an add-on for load balancers, brings people in from outside.'],
      see: ['kubectl get services'],
    }
  const pods = insight.list({ kind: 'pods', namespace: object.metadata.namespace ?? '' })
  const deaf = pods.filter((each) => addresses.includes(each.status?.podIP)).map((each) => each.metadata.name)
  return {
    says: `${name} has endpoints: ${deaf.length > 0 ? deaf.join(', ') : addresses.join(', ')}.`,
    because: ['`reach` says whether somebody gets through to it.'],
    see,
    well: true,
  }
}

const textOf = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',')

function readyAddresses({ metadata }: AnyObject, insight: Insight): string[] {
  const slices = insight.list({ kind: 'endpointslices', namespace: metadata.namespace ?? '' }, `kubernetes.io/service-name=${metadata.name}`)
  return slices.flatMap(({ endpoints = [] }) => endpoints.filter((one: any) => one.conditions?.ready !== false).flatMap((one: any) => one.addresses))
}

/** Pods that have the key, but another value: a slip of the pen on one side. */
function nearest(selector: Readonly<Record<string, string>>, pods: readonly AnyObject[]): string[] {
  const others = pods.filter(({ metadata }) => Object.keys(selector).some((key) => metadata.labels?.[key] !== undefined))
  return others.slice(0, 3).map(({ metadata }) => {
    const own = Object.keys(selector).flatMap((key) => (metadata.labels?.[key] === undefined ? [] : [`${key}=${metadata.labels[key]}`]))
    return `pod/${metadata.name} has ${own.join(',')}`
  })
}

const containersOf = (pods: readonly AnyObject[]): AnyObject[] => pods.flatMap(({ spec }) => spec.containers ?? [])

function unknownPort({ spec }: AnyObject, pods: readonly AnyObject[]): string | undefined {
  const names = containersOf(pods).flatMap(({ ports = [] }) => ports.map((port: any) => port.name))
  return (spec.ports ?? []).map((port: any) => port.targetPort).find((port: unknown) => typeof port === 'string' && !names.includes(port))
}

const portsOf = (pods: readonly AnyObject[]): string[] => [
  `they have ${
    containersOf(pods.slice(0, 1))
      .flatMap(({ ports = [] }) => ports.map((port: any) => (port.name ? `${port.name} (${port.containerPort})` : String(port.containerPort))))
      .join(', ') || 'no ports'
  }`,
]
