/** Whom a fault concerns. */
import { matches, type Selector } from '../api/labels.ts'
import type { ClusterNode } from '../node/node.ts'
import { FaultError, selector, text } from './field.ts'
import type { Ground } from './ground.ts'

/** Fields that choose nodes: all of them, unless told. */
export const nodeFields = {
  node: text('NODE', 'the name of one node'),
  nodes: selector('nodes with these labels'),
}

interface NodeChoice {
  readonly node?: string | undefined
  readonly nodes?: Selector | undefined
}

/** Names one node, or labels. @throws FaultError */
export function checkNodes(ground: Ground, { node, nodes }: NodeChoice): void {
  if (node !== undefined && !ground.nodes.some(({ name }) => name === node)) {
    const known = ground.nodes.map(({ name }) => name).join(', ')
    throw new FaultError(`there is no node ${JSON.stringify(node)}; there are ${known}`)
  }
  if (node === undefined && nodes === undefined) throw new FaultError('which node? Name one, or choose with --nodes=LABELS')
}

export const isChosenNode = (ground: Ground, { node, nodes }: NodeChoice, name: string): boolean =>
  (node === undefined || node === name) && (nodes === undefined || matches(nodes, ground.labelsOf(name)))

export const chosenNodes = (ground: Ground, choice: NodeChoice): ClusterNode[] => ground.nodes.filter(({ name }) => isChosenNode(ground, choice, name))

/** Fields that choose pods: all of them, unless told. */
export const podFields = {
  pod: text('POD', 'the name of one pod'),
  pods: selector('pods with these labels'),
  namespace: text('NAMESPACE', 'pods of this namespace'),
  on: text('NODE', 'pods on this node'),
}

interface PodChoice {
  readonly pod?: string | undefined
  readonly pods?: Selector | undefined
  readonly namespace?: string | undefined
  readonly on?: string | undefined
}

interface SomePod {
  readonly name?: string | undefined
  readonly namespace?: string | undefined
  readonly nodeName?: string | undefined
  readonly labels?: Readonly<Record<string, string>> | undefined
}

export const isChosenPod = (choice: PodChoice, { name, namespace, nodeName, labels }: SomePod): boolean =>
  (choice.pod === undefined || choice.pod === name) &&
  (choice.namespace === undefined || choice.namespace === namespace) &&
  (choice.on === undefined || choice.on === nodeName) &&
  (choice.pods === undefined || (name !== undefined && matches(choice.pods, labels)))

export const podText = ({ namespace, name }: SomePod): string => `pod/${namespace}/${name}`
