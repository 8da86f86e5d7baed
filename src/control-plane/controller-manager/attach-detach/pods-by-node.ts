import { keyOf, keyText } from '../../../api/object.ts'
import type { Pod } from '../../../api/types.ts'
import { claimNamesOf } from '../../../api/volume-binding.ts'
import { isTerminal } from '../pod-state.ts'

/** The pods with claims, by node: most pods have none, and cost nothing here. */
export class PodsByNode {
  readonly #pods = new Map<string, Map<string, Pod>>()

  /** All nodes with such pods. */
  get nodes(): readonly string[] {
    return [...this.#pods.keys()]
  }

  on(node: string): readonly Pod[] {
    return [...(this.#pods.get(node)?.values() ?? [])]
  }

  /** The nodes of the pods that use a claim. */
  using(namespace: string, claim: string): string[] {
    return [...this.#pods]
      .filter(([, all]) => [...all.values()].some((pod) => pod.metadata.namespace === namespace && claimNamesOf(pod).includes(claim)))
      .map(([node]) => node)
  }

  /** Takes note of a change of a pod. @param now the pod as it is, if it is still there. @returns its node, if that is concerned */
  note(pod: Pod, now: Pod | undefined): string[] {
    const { nodeName } = pod.spec
    if (nodeName === undefined || !pod.spec.volumes || claimNamesOf(pod).length === 0) return []
    const key = keyText(keyOf(pod))
    const here = this.#pods.get(nodeName) ?? new Map<string, Pod>()
    if (now?.metadata.uid === pod.metadata.uid && !isTerminal(pod)) {
      this.#pods.set(nodeName, here.set(key, now))
      return [nodeName]
    }
    here.delete(key)
    if (here.size === 0) this.#pods.delete(nodeName)
    return [nodeName]
  }
}
