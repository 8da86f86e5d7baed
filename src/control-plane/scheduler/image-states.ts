/** Which nodes have which images, for who prefers a node where nothing must be pulled. Models the image states of pkg/scheduler/backend/cache. */
import type { Node } from '../../api/types.ts'

interface ImageState {
  readonly nodes: Set<string>
  size: number
}

export class ImageStates {
  readonly #images = new Map<string, ImageState>()

  /** @returns the nodes that have the image under just this name, and its size in bytes */
  get(name: string): { readonly nodes: ReadonlySet<string>; readonly size: number } | undefined {
    return this.#images.get(name)
  }

  change(name: string, before: Node | undefined, after: Node | undefined): void {
    const [old, now] = [before?.status?.images, after?.status?.images]
    if (old === now) return
    for (const { names = [] } of old ?? []) for (const image of names) this.#drop(image, name)
    for (const { names = [], sizeBytes = 0 } of now ?? []) for (const image of names) this.#add(image, name, sizeBytes)
  }

  #drop(image: string, node: string): void {
    const state = this.#images.get(image)
    state?.nodes.delete(node)
    if (state?.nodes.size === 0) this.#images.delete(image)
  }

  #add(image: string, node: string, size: number): void {
    const state = this.#images.get(image)
    if (state) state.nodes.add(node)
    else this.#images.set(image, { nodes: new Set([node]), size })
  }
}
