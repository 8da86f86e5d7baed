/** What is mounted where in a container. */
import type { Mount, VolumeFile } from './cri.ts'
import { entryOf, type Folder, MemoryFolder, type Node, type RootFolder, VolumeFolder } from './folder.ts'
import { baseName, parentOf } from './path.ts'

interface Mounted {
  readonly mount: Mount
  /** A folder; or a file by itself, as it was when it was mounted. */
  readonly at: VolumeFolder | VolumeFile
  readonly since: number
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

  has(path: string): boolean {
    return this.#mounted.has(path)
  }

  /** Names of what is mounted in a folder. */
  in(folder: string): string[] {
    return [...this.#mounted.keys()].filter((at) => parentOf(at) === folder && at !== '/').map(baseName)
  }

  /** What is found at a mount point. */
  nodeAt(path: string): Node | undefined {
    const mounted = this.#mounted.get(path)
    if (!mounted) return undefined
    const { mount, at, since } = mounted
    if (at instanceof VolumeFolder) return at
    // A file of a volume is looked up anew: the kubelet may have changed it.
    return new VolumeFolder(mount.files, '', mount.readOnly, this.now()).deep(mount.subPath ?? '') ?? entryOf(at, since)
  }

  /** The mount, if it is of a file by itself. */
  fileAt(path: string): Mount | undefined {
    const mounted = this.#mounted.get(path)
    return mounted && !(mounted.at instanceof VolumeFolder) ? mounted.mount : undefined
  }

  #mount(mount: Mount): void {
    const since = this.now()
    const at = mount.subPath ? partOf(mount, mount.subPath, since) : new VolumeFolder(mount.files, '', mount.readOnly, since)
    // The mount point itself has to be there; the runtime makes it, read-only root or not.
    const parent = parentOf(mount.path)
    if (!this.#isThere(parent)) this.#makeMountPoint(parent)
    this.#mounted.set(mount.path, { mount, at, since })
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

/** A folder or file of a volume; a folder that is not there is made. */
function partOf({ files, readOnly }: Mount, subPath: string, since: number): VolumeFolder | VolumeFile {
  const path = subPath.split('/').filter(Boolean).join('/')
  const file = files.get(path)
  if (file) return file
  if (![...files.keys()].some((key) => key.startsWith(`${path}/`))) files.set(`${path}/`, { text: '', mode: 0o755 })
  return new VolumeFolder(files, `${path}/`, readOnly, since)
}
