import { matches } from '../api/labels.ts'
import type { Source } from '../node/network/network.ts'
import { defineFault } from './fault.ts'
import { FaultError, selector, text } from './field.ts'
import { podText } from './select.ts'

export const partition = defineFault({
  name: 'partition',
  summary: 'two parts of the network do not reach each other: connections between them get lost',
  fields: {
    node: text('NODE', 'one side: this node, and the pods on it'),
    pods: selector('one side: pods with these labels'),
    namespace: text('NAMESPACE', 'one side: the pods of this namespace (with --pods: those of them)'),
    'from-node': text('NODE', 'the other side; everybody else unless told'),
    'from-pods': selector('the other side: pods with these labels'),
    'from-namespace': text('NAMESPACE', 'the other side: the pods of this namespace'),
  },
  subject: 'node',
  signs: 'timeouts, not refusals; a node that is cut off from the control plane becomes NotReady while its pods run on',
  example: 'fault partition worker-1 --from-node=control-plane --for=5m',
  check(ground, { node, pods, namespace, 'from-node': other }) {
    for (const name of [node, other])
      if (name !== undefined && !ground.nodes.some((each) => each.name === name)) throw new FaultError(`there is no node ${JSON.stringify(name)}`)
    if (node === undefined && pods === undefined && namespace === undefined) throw new FaultError('who is cut off? Name a node, or choose with --pods=LABELS')
  },
  begin(ground, values, strike) {
    const side = { node: values.node, pods: values.pods, namespace: values.namespace }
    const other = { node: values['from-node'], pods: values['from-pods'], namespace: values['from-namespace'] }
    const everybodyElse = other.node === undefined && other.pods === undefined && other.namespace === undefined
    const across = (a: Source, b: Source): boolean => isOn(side, a) && (everybodyElse ? !isOn(side, b) : isOn(other, b))
    const restore = ground.network.losses.add(({ from, to }) => {
      if (!across(from, to) && !across(to, from)) return undefined
      return strike(`${nameOf(from)} to ${nameOf(to)}`) ? [nameOf(from), nameOf(to)] : undefined
    })
    ground.controlPlane.look()
    return restore
  },
})

interface Side {
  readonly node: string | undefined
  readonly pods: Parameters<typeof matches>[0] | undefined
  readonly namespace: string | undefined
}

const isOn = ({ node, pods, namespace }: Side, who: Source): boolean =>
  (node === undefined || who.nodeName === node) &&
  (pods === undefined || (who.name !== undefined && matches(pods, who.labels))) &&
  (namespace === undefined || who.namespace === namespace)

const nameOf = (who: Source): string => (who.name !== undefined ? podText(who) : who.nodeName ? `node/${who.nodeName}` : 'outside')
