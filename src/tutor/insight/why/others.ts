/** Kinds whose conditions tell it all: nodes, autoscalers, namespaces. */
import { type Answer, conditionOf, type Explainer, inNamespace, nameOf } from './answer.ts'

export const node: Explainer = {
  names: ['node', 'nodes', 'no'],
  namespaced: false,
  explain(object): Answer {
    const name = nameOf('node', object)
    const ready = conditionOf(object, 'Ready')
    const see = [`kubectl describe node ${object.metadata.name}`]
    const pressures = (object.status?.conditions ?? []).filter(({ type, status }: any) => type !== 'Ready' && status === 'True')
    if (ready?.status !== 'True')
      return { says: `${name} is not ready (${ready?.reason ?? 'it has never said anything'}).`, because: ready?.message ? [ready.message] : [], see }
    if (pressures.length > 0)
      return { says: `${name} is ready, but under pressure.`, because: pressures.map(({ type, message }: any) => `${type}: ${message}`), see }
    if (object.spec.unschedulable)
      return { says: `${name} is ready, but cordoned: no new pods come to it.`, because: [], see: [`kubectl uncordon ${object.metadata.name}`] }
    return { says: `${name} is ready.`, because: [], see: [], well: true }
  },
}

export const autoscaler: Explainer = {
  names: ['horizontalpodautoscaler', 'horizontalpodautoscalers', 'hpa'],
  namespaced: true,
  explain(object): Answer {
    const name = nameOf('horizontalpodautoscaler', object)
    const { status = {}, metadata } = object
    const see = [`kubectl describe hpa ${metadata.name}${inNamespace(object)}`]
    const conditions: readonly any[] = status.conditions ?? []
    if (conditions.length === 0) return { says: `${name} has not looked yet: its controller looks every 15 seconds.`, because: [], see }
    const broken = conditions.filter((one) => one.type !== 'ScalingLimited' && one.status === 'False')
    if (broken.length > 0) return { says: `${name} cannot scale.`, because: broken.map(({ reason, message }) => `${reason}: ${message}`), see }
    return {
      says: `${name} wants ${status.desiredReplicas} pods, and there are ${status.currentReplicas ?? 0}.`,
      because: conditions.map(({ reason, message }) => `${reason}: ${message}`),
      see,
      well: true,
    }
  },
}

export const namespace: Explainer = {
  names: ['namespace', 'namespaces', 'ns'],
  namespaced: false,
  explain(object): Answer {
    const name = nameOf('namespace', object)
    if (object.status?.phase !== 'Terminating') return { says: `${name} is active.`, because: [], see: [], well: true }
    const open = (object.status.conditions ?? []).filter(({ status }: any) => status === 'True').map(({ message }: any) => message)
    return {
      says: `${name} is Terminating: it goes when everything in it has gone.`,
      because: open,
      see: [`kubectl get namespace ${object.metadata.name} -o yaml`],
    }
  },
}
