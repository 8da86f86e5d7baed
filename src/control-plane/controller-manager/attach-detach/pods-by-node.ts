import { keyOf, keyText } from '../../../api/object.ts'
import type { Pod } from '../../../api/types.ts'
import { claimNamesOf, usesClaims } from '../../../api/volume-binding.ts'
import { isTerminal } from '../pod-state.ts'

const none: readonly string[] = []

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

  /** Takes note of a change of a pod, or that it is gone. @returns its node, if that is concerned */
  note(pod: Pod, gone: boolean): readonly string[] {
    const { nodeName } = pod.spec
    if (nodeName === undefined || !pod.spec.volumes || !usesClaims(pod)) return none
    const key = keyText(keyOf(pod))
    const here = this.#pods.get(nodeName) ?? new Map<string, Pod>()
    if (!gone && !isTerminal(pod)) {
      this.#pods.set(nodeName, here.set(key, pod))
      return [nodeName]
    }
    here.delete(key)
    if (here.size === 0) this.#pods.delete(nodeName)
    return [nodeName]
  }
}
