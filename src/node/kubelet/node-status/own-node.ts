/** The node as the API server has it, followed by a watch as all that a kubelet goes by. Models the nodeLister of pkg/kubelet. */
import { nodes } from '../../../api/kinds.ts'
import { StatusError } from '../../../api/status.ts'
import type { Node } from '../../../api/types.ts'
import type { Client } from '../../../client/client.ts'
import { Informer } from '../../../client/informer.ts'
import type { Clock } from '../../../clock.ts'

export class OwnNode {
  #informer: Informer<Node> | undefined

  constructor(
    private readonly name: string,
    private readonly client: Client,
    private readonly clock: Clock,
  ) {}

  /** From the cache of the watch, which the first who asks starts, or straight from the server while there is none; undefined if it has no such node, or is away. */
  get(): Node | undefined {
    if (!this.#informer) {
      this.#informer = new Informer(nodes, this.client, this.clock, { fieldSelector: `metadata.name=${this.name}` })
      this.#informer.start()
    }
    return this.#informer.synced ? this.#informer.cache.get(this.name) : this.#find()
  }

  /** As a watch shows it that goes on; undefined while there is none. */
  shown(): Node | undefined {
    return this.#informer?.watching ? this.#informer.cache.get(this.name) : undefined
  }

  stop(): void {
    this.#informer?.stop()
    this.#informer = undefined
  }

  #find(): Node | undefined {
    try {
      return this.client.find<Node>(nodes, this.name)
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      return undefined
    }
  }
}
