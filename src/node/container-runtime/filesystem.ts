/**
 * The files that a container sees: the image's, under a writable layer of its own, with volumes mounted over them. Real
 * runtimes stack an overlay file system and bind mounts. Left out: hard links, owners of groups, quotas, extended attributes.
 */
import type { Mount } from './cri.ts'
import { FileError } from './file-error.ts'
import { type FileEntry, type Folder, type MemoryFolder, type Node, RootFolder, sizeOf, VolumeFolder } from './folder.ts'
import { MountTable } from './mount-table.ts'
import { absolute, baseName, parentOf } from './path.ts'

/** Who asks, for permission checks. */
export interface Credentials {
  readonly uid: number
}

const root: Credentials = { uid: 0 }

export class Filesystem {
  #sealed = false
  #changes = 0
  /** Told of so many bytes more or fewer in the writable layer, or in the files of a volume. */
  onGrowth: (bytes: number, volume: Mount['files'] | undefined) => void = () => {}
  /** Asked whether there is room for so many more. */
  hasRoom: (bytes: number, volume: Mount['files'] | undefined) => boolean = () => true
  /** Told of every path that somebody looks up. */
  onLook: ((path: string) => void) | undefined
  readonly readOnlyRoot: boolean
  readonly #root: RootFolder
  readonly #mounts: MountTable

  constructor(
    image: MemoryFolder,
    mounts: readonly Mount[],
    private readonly now: () => number,
    options: {
      readonly readOnlyRoot?: boolean
      /** When the image's root folder was made. */
      readonly made?: number
      /** Fills a folder of the root when somebody first looks into it. */
      readonly fill?: (name: string, folder: Folder) => void
    } = {},
  ) {
    this.readOnlyRoot = options.readOnlyRoot ?? false
    this.#root = new RootFolder({ lower: image, mtime: options.made ?? image.mtime, born: now() }, options.fill ?? (() => {}))
    this.#mounts = new MountTable(this.#root, mounts, now)
    this.#root.mounted = true
  }

  /** How often something in it was changed. */
  get changes(): number {
    return this.#changes
  }

  isMounted(path: string): boolean {
    return this.#mounts.has(path)
  }

  get mounts(): readonly Mount[] {
    return this.#mounts.mounts
  }

  /** The node at an absolute path, or undefined. Follows symbolic links unless told not to follow the last. */
  find(path: string, follow = true): Node | undefined {
    return this.#walk(path, follow, 0)?.node
  }

  /** @throws FileError ENOENT, ENOTDIR, ELOOP */
  get(path: string, follow = true): Node {
    const node = this.find(path, follow)
    if (node) return node
    const parent = path === '/' ? undefined : this.find(parentOf(path))
    throw new FileError(parent && parent.kind !== 'folder' ? 'ENOTDIR' : 'ENOENT')
  }

  /** The text of a file. @throws FileError */
  read(path: string, who: Credentials = root): string {
    const node = this.get(path)
    if (node.kind === 'folder') throw new FileError('EISDIR')
    if (node.kind !== 'file') return ''
    if (!allows(node, who, 4)) throw new FileError('EACCES')
    return typeof node.text === 'function' ? node.text() : node.text
  }

  /** Writes a file, which keeps its mode, or is made with `mode`. @throws FileError */
  write(path: string, text: string, options: { who?: Credentials; mode?: number; append?: boolean; size?: number } = {}): void {
    const who = options.who ?? root
    const place = this.#place(path)
    const old = place.folder.get(place.name)
    if (old?.kind === 'folder') throw new FileError('EISDIR')
    if (old?.kind === 'device') return
    if (old ? !allows(old, who, 2) : !allows(place.folder, who, 2)) throw new FileError('EACCES')
    if (place.readOnly) throw new FileError('EROFS')
    this.#changes++
    const before = options.append && old?.kind === 'file' ? (typeof old.text === 'function' ? old.text() : old.text) : ''
    this.#count(place, sizeOf(old), options.size ?? before.length + text.length)
    const kept = old?.kind === 'file' ? { mode: old.mode, uid: old.uid } : { mode: options.mode ?? 0o644, uid: who.uid }
    place.folder.set(place.name, {
      kind: 'file',
      text: before + text,
      mtime: this.now(),
      ...kept,
      ...(options.size === undefined ? {} : { size: options.size }),
    })
  }

  /** From now on a read-only root is read-only: what the runtime itself puts there is in place. */
  seal(): void {
    this.#sealed = true
  }

  makeFolder(path: string, who: Credentials = root, mode = 0o755): void {
    const place = this.#place(path)
    if (place.folder.get(place.name)) throw new FileError('EEXIST')
    this.#mayChange(place, who)
    place.folder.makeFolder(place.name, mode, who.uid, this.now())
  }

  makeFolders(path: string, who: Credentials = root): void {
    const node = this.find(path)
    if (node?.kind === 'folder') return
    if (node) throw new FileError('EEXIST')
    this.makeFolders(parentOf(path), who)
    this.makeFolder(path, who)
  }

  link(target: string, path: string, who: Credentials = root): void {
    const place = this.#place(path, false)
    if (place.folder.get(place.name)) throw new FileError('EEXIST')
    this.#mayChange(place, who)
    place.folder.set(place.name, { kind: 'link', target, mode: 0o777, uid: who.uid, mtime: this.now() })
  }

  /** Removes a file, link or empty folder. @throws FileError ENOENT, EACCES, EROFS, EBUSY, ENOTEMPTY */
  remove(path: string, who: Credentials = root): void {
    const place = this.#place(path, false)
    const node = place.folder.get(place.name)
    if (!node) throw new FileError('ENOENT')
    if (this.isMounted(path)) throw new FileError('EBUSY')
    if (node.kind === 'folder' && node.names().length > 0 && !place.readOnly) throw new FileError('ENOTEMPTY')
    this.#mayChange(place, who)
    this.#count(place, sizeOf(node), 0)
    place.folder.delete(place.name)
  }

  removeAll(path: string, who: Credentials = root): void {
    const node = this.get(path, false)
    if (node.kind === 'folder') for (const name of node.names()) this.removeAll(absolute(name, path), who)
    this.remove(path, who)
  }

  /** Puts a node of this file system (or a copy of one) at a path. */
  place(path: string, node: Node, who: Credentials = root): void {
    const place = this.#place(path, false)
    this.#mayChange(place, who)
    if (node.kind === 'folder') {
      if (!place.folder.get(place.name)) place.folder.makeFolder(place.name, node.mode, who.uid, this.now())
      for (const name of node.names()) this.place(absolute(name, path), node.get(name) as Node, who)
    } else {
      this.#count(place, sizeOf(place.folder.get(place.name)), sizeOf(node))
      place.folder.set(place.name, { ...node })
    }
  }

  changeMode(path: string, mode: number, who: Credentials = root): void {
    this.#change(path, who, (node) => ({ ...node, mode }))
  }

  changeOwner(path: string, uid: number, who: Credentials = root): void {
    this.#change(path, who, (node) => ({ ...node, uid }))
  }

  touch(path: string, who: Credentials = root): void {
    const node = this.find(path)
    if (!node) this.write(path, '', { who })
    else if (node.kind === 'file') this.#change(path, who, (file) => ({ ...file, mtime: this.now() }))
  }

  /** The names in a folder, sorted. @throws FileError ENOENT, ENOTDIR, EACCES */
  list(path: string, who: Credentials = root): readonly string[] {
    const node = this.get(path)
    if (node.kind !== 'folder') throw new FileError('ENOTDIR')
    if (!allows(node, who, 4)) throw new FileError('EACCES')
    return [...new Set([...node.names(), ...this.#mounts.in(path)])].sort()
  }

  /** The path without links. */
  real(path: string): string | undefined {
    return this.#walk(path, true, 0)?.path
  }

  #change(path: string, who: Credentials, change: (node: FileEntry) => FileEntry): void {
    const place = this.#place(path)
    const node = this.get(path)
    if (who.uid !== 0 && node.uid !== who.uid) throw new FileError('EPERM')
    if (place.readOnly) throw new FileError('EROFS')
    this.#changes++
    if (node.kind === 'file') place.folder.set(place.name, change(node))
    else if (node.kind === 'folder') {
      const { mode, uid } = change({ kind: 'file', text: '', mode: node.mode, uid: node.uid, mtime: node.mtime })
      Object.assign(this.#walk(path, true, 0, true)?.node ?? {}, { mode, uid })
    }
  }

  /** What the runtime itself puts into a container before it runs is nobody's. */
  #count({ folder }: Place, before: number, after: number): void {
    const [bytes, volume] = [after - before, folder instanceof VolumeFolder ? folder.files : undefined]
    if (!this.#sealed || bytes === 0) return
    if (bytes > 0 && !this.hasRoom(bytes, volume)) throw new FileError('ENOSPC')
    this.onGrowth(bytes, volume)
  }

  #mayChange(place: Place, who: Credentials): void {
    if (place.readOnly) throw new FileError('EROFS')
    if (!allows(place.folder, who, 2)) throw new FileError('EACCES')
    this.#changes++
  }

  /** @param own for who will change the folder that is found: not one that is shared with other containers */
  #walk(path: string, follow: boolean, depth: number, own = false): { node: Node; path: string } | undefined {
    if (depth > 20) throw new FileError('ELOOP')
    this.onLook?.(path)
    const parts = path.split('/').filter(Boolean)
    let node: Node = this.#mounts.nodeAt('/') ?? this.#root
    let here = ''
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i] as string
      if (node.kind !== 'folder') return undefined
      here = `${here}/${part}`
      const next: Node | undefined = this.#mounts.nodeAt(here) ?? (own ? node.get(part) : node.look(part))
      if (!next) return undefined
      if (next.kind === 'link' && (follow || i < parts.length - 1)) {
        const target = absolute(next.target, parentOf(here))
        return this.#walk(absolute(parts.slice(i + 1).join('/'), target), follow, depth + 1, own)
      }
      node = next
    }
    return { node, path: here || '/' }
  }

  /** The folder and name that a path means for writing; a link at the end is followed. */
  #place(path: string, follow = true): Place {
    const real = (follow ? this.#walk(path, true, 0)?.path : undefined) ?? path
    const file = this.#mounts.fileAt(real)
    if (file) {
      const { files, subPath = '', readOnly } = file
      const name = baseName(subPath)
      return { folder: new VolumeFolder(files, subPath.slice(0, subPath.length - name.length), readOnly, this.now()), name, readOnly }
    }
    const parent = this.#walk(parentOf(real), true, 0, true)
    if (!parent) throw new FileError('ENOENT')
    if (parent.node.kind !== 'folder') throw new FileError('ENOTDIR')
    const readOnly = parent.node instanceof VolumeFolder ? parent.node.readOnly : this.readOnlyRoot && this.#sealed && !parent.path.startsWith('/dev')
    return { folder: parent.node, name: baseName(real), readOnly }
  }
}

interface Place {
  readonly folder: Folder
  readonly name: string
  readonly readOnly: boolean
}

/** Whether `who` has the permission bit (4 read, 2 write, 1 execute). */
export function allows(node: { mode: number; uid: number }, who: Credentials, bit: number): boolean {
  if (who.uid === 0) return true
  return ((who.uid === node.uid ? node.mode >> 6 : node.mode) & bit) !== 0
}
