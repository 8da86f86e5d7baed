/** What is mounted where in a container. */
import type { Mount } from './cri.ts'
import { type Folder, MemoryFolder, type Node, type RootFolder, VolumeFolder } from './folder.ts'
import { baseName, parentOf } from './path.ts'

interface Mounted {
  readonly node: Node
  readonly mount: Mount
}

export class MountTable {
  readonly #mounted = new Map<string, Mounted>()

  constructor(
    private readonly root: RootFolder,
    mounts: readonly Mount[],
    private readonly now: () => number,
  ) {
    // Outer mounts first, so that a mount inside of another lands on top.
    for (const mount of [...mounts].sort((a, b) => a.path.length - b.path.length)) this.#mount(mount)
  }

  get mounts(): readonly Mount[] {
    return [...this.#mounted.values()].map(({ mount }) => mount)
  }

  get(path: string): Mounted | undefined {
    return this.#mounted.get(path)
  }

  /** Names of what is mounted in a folder. */
  in(folder: string): string[] {
    return [...this.#mounted.keys()].filter((at) => parentOf(at) === folder && at !== '/').map(baseName)
  }

  /** What is found at a mount point. */
  nodeAt(path: string): Node | undefined {
    const mounted = this.#mounted.get(path)
    if (!mounted) return undefined
    // A file of a volume is looked up anew: the kubelet may have changed it.
    const { mount, node } = mounted
    if (node.kind !== 'file' || !mount.subPath) return node
    return new VolumeFolder(mount.files, '', mount.readOnly, this.now()).deep(mount.subPath) ?? node
  }

  #mount(mount: Mount): void {
    const volume = new VolumeFolder(mount.files, '', mount.readOnly, this.now())
    let node: Node | undefined = volume
    if (mount.subPath) {
      node = volume.deep(mount.subPath)
      if (!node) {
        volume.makeFolder(mount.subPath, 0o755)
        node = volume.get(mount.subPath) as Node
      }
    }
    // The mount point itself has to be there; the runtime makes it, read-only root or not.
    const parent = parentOf(mount.path)
    if (!this.#isThere(parent)) this.#makeMountPoint(parent)
    this.#mounted.set(mount.path, { node, mount })
  }

  /** Without a look at links: a mount point behind one is not made. */
  #isThere(path: string): boolean {
    let folder: MemoryFolder = this.root
    for (const part of path.split('/').filter(Boolean)) {
      const next = folder.peek(part)
      if (!(next instanceof MemoryFolder)) return next !== undefined
      folder = next
    }
    return true
  }

  #makeMountPoint(path: string): void {
    let folder: Folder = this.root
    for (const part of path.split('/').filter(Boolean)) {
      const next: Node = folder.get(part) ?? folder.makeFolder(part, 0o755, 0, this.now())
      if (next.kind !== 'folder') break
      folder = next
    }
  }
}
