/** What a file system is made of: entries, folders of the image with a writable layer, and folders of volumes. */
import { LaterFile, type VolumeFile } from './cri.ts'
import type { Program } from './process.ts'

export interface FileEntry {
  readonly kind: 'file'
  /** Contents; a function where they are made when somebody looks (/proc). */
  readonly text: string | (() => string)
  readonly mode: number
  readonly uid: number
  /** Milliseconds since the epoch. */
  readonly mtime: number
  /** An executable's code. */
  readonly program?: Program
  /** Bytes, where the text does not say. */
  readonly size?: number
}

export interface LinkEntry {
  readonly kind: 'link'
  readonly target: string
  readonly mode: number
  readonly uid: number
  readonly mtime: number
}

export interface DeviceEntry {
  readonly kind: 'device'
  readonly device: 'null' | 'zero' | 'random' | 'full' | 'tty'
  readonly mode: number
  readonly uid: number
  readonly mtime: number
}

export interface Folder {
  readonly kind: 'folder'
  mode: number
  uid: number
  readonly mtime: number
  get(name: string): Node | undefined
  /** The same for who only reads: what is found may be shared with other containers. */
  look(name: string): Node | undefined
  set(name: string, node: FileEntry | LinkEntry | DeviceEntry): void
  makeFolder(name: string, mode: number, uid: number, mtime: number): Folder
  delete(name: string): void
  names(): readonly string[]
}

/** Bytes that an entry takes on a disk; close enough for what is no ASCII. */
export const sizeOf = (node: Node | undefined): number => (node?.kind !== 'file' ? 0 : (node.size ?? (typeof node.text === 'string' ? node.text.length : 0)))

export type Node = FileEntry | LinkEntry | DeviceEntry | Folder

/** The mtime of a folder that is not in an image, but in every container, since that was made. */
export const ofTheContainer = -1

/** A folder in memory, over a folder of a lower layer that is never changed. */
export class MemoryFolder implements Folder {
  readonly kind = 'folder'
  mode: number
  uid: number
  readonly mtime: number
  // A container has many folders, and hardly ever changes one.
  #entries: Map<string, Node> | undefined
  #hidden: Set<string> | undefined
  #fill: (() => void) | undefined
  readonly #lower: Folder | undefined
  readonly #born: number

  /** @param options `born`: when the container was made that the folder belongs to, if not at its mtime */
  constructor(options: { lower?: Folder; mode?: number; uid?: number; mtime: number; born?: number }) {
    this.#lower = options.lower
    this.#born = options.born ?? options.mtime
    this.mode = options.mode ?? options.lower?.mode ?? 0o755
    this.uid = options.uid ?? options.lower?.uid ?? 0
    this.mtime = options.mtime
  }

  /** Lets `fill` put entries in when somebody first looks; a folder that nobody looks at stays empty. */
  later(fill: () => void): void {
    this.#fill = fill
  }

  get(name: string): Node | undefined {
    this.#filled()
    const own = this.#entries?.get(name)
    if (own || this.#hidden?.has(name)) return own
    const below = this.#lower?.get(name)
    if (below?.kind !== 'folder') return below
    const folder = new MemoryFolder({ lower: below, mtime: below.mtime === ofTheContainer ? this.#born : below.mtime, born: this.#born })
    this.#own.set(name, folder)
    this.copied(name, folder)
    return folder
  }

  look(name: string): Node | undefined {
    const node = this.peek(name)
    return node instanceof MemoryFolder && node.mtime === ofTheContainer ? this.get(name) : node
  }

  /** The same, whatever its age: a folder of a lower layer does not become one of this layer. */
  peek(name: string): Node | undefined {
    this.#filled()
    const own = this.#entries?.get(name)
    if (own || this.#hidden?.has(name)) return own
    return this.#lower instanceof MemoryFolder ? this.#lower.peek(name) : this.#lower?.get(name)
  }

  /** A folder of the lower layer has become one of this layer. */
  protected copied(_name: string, _folder: MemoryFolder): void {}

  set(name: string, node: Node): void {
    this.#filled()
    this.#own.set(name, node)
  }

  makeFolder(name: string, mode: number, uid: number, mtime: number): Folder {
    this.#filled()
    const folder = new MemoryFolder({ mode, uid, mtime })
    this.#own.set(name, folder)
    return folder
  }

  delete(name: string): void {
    this.#filled()
    this.#entries?.delete(name)
    this.#hidden ??= new Set()
    this.#hidden.add(name)
  }

  names(): readonly string[] {
    this.#filled()
    const below = this.#lower?.names().filter((name) => !this.#hidden?.has(name)) ?? []
    return [...new Set([...below, ...(this.#entries?.keys() ?? [])])]
  }

  get #own(): Map<string, Node> {
    this.#entries ??= new Map()
    return this.#entries
  }

  #filled(): void {
    const fill = this.#fill
    this.#fill = undefined
    fill?.()
  }
}

const filled = new Set(['etc', 'dev', 'proc', 'sys'])

/** The root of a container's files. Its system folders are filled when somebody first looks into them, once all is mounted. */
export class RootFolder extends MemoryFolder {
  mounted = false

  constructor(
    options: { lower: Folder; mtime: number; born: number },
    private readonly fill: (name: string, folder: Folder) => void,
  ) {
    super(options)
  }

  override look(name: string): Node | undefined {
    return filled.has(name) ? this.get(name) : super.look(name)
  }

  protected override copied(name: string, folder: MemoryFolder): void {
    if (!filled.has(name)) return
    folder.later(() => {
      if (this.mounted) this.fill(name, folder)
      else this.copied(name, folder)
    })
  }
}

/** A file of a volume, as it is found. */
export function entryOf(file: VolumeFile, mtime: number): FileEntry {
  if (file instanceof LaterFile) return later(file, mtime)
  const { text, mode, uid = 0, size } = file
  const entry: FileEntry = { kind: 'file', text, mode, uid, mtime }
  return size === undefined ? entry : { ...entry, size }
}

/** A folder of a volume. The volume is a map by relative path; a key that ends in `/` is an empty folder. */
export class VolumeFolder implements Folder {
  readonly kind = 'folder'
  mode = 0o777
  uid = 0

  constructor(
    readonly files: Map<string, VolumeFile>,
    private readonly prefix: string,
    readonly readOnly: boolean,
    readonly mtime: number,
  ) {}

  get(name: string): Node | undefined {
    const path = this.prefix + name
    const file = this.files.get(path)
    if (file) return entryOf(file, this.mtime)
    const inside = `${path}/`
    for (const key of this.files.keys()) if (key.startsWith(inside)) return new VolumeFolder(this.files, inside, this.readOnly, this.mtime)
    return undefined
  }

  look(name: string): Node | undefined {
    return this.get(name)
  }

  /** The node at a relative path of several names. */
  deep(path: string): Node | undefined {
    let node: Node | undefined = this
    for (const part of path.split('/').filter(Boolean)) node = node?.kind === 'folder' ? node.get(part) : undefined
    return node
  }

  set(name: string, node: FileEntry | LinkEntry | DeviceEntry): void {
    if (node.kind !== 'file') return
    this.files.set(this.prefix + name, {
      text: typeof node.text === 'function' ? node.text() : node.text,
      mode: node.mode,
      ...(node.uid === 0 ? {} : { uid: node.uid }),
      ...(node.size === undefined ? {} : { size: node.size }),
    })
  }

  makeFolder(name: string, mode: number): Folder {
    this.files.set(`${this.prefix}${name}/`, { text: '', mode })
    return new VolumeFolder(this.files, `${this.prefix}${name}/`, this.readOnly, this.mtime)
  }

  delete(name: string): void {
    this.files.delete(this.prefix + name)
    this.files.delete(`${this.prefix}${name}/`)
  }

  names(): readonly string[] {
    const names = new Set<string>()
    for (const key of this.files.keys()) {
      if (!key.startsWith(this.prefix) || key === this.prefix) continue
      names.add(key.slice(this.prefix.length).split('/')[0] as string)
    }
    return [...names]
  }
}

/** Found is not read yet. */
const later = (file: LaterFile, mtime: number): FileEntry => ({
  kind: 'file',
  get text() {
    return file.text
  },
  mode: file.mode,
  uid: 0,
  mtime,
})
