/** The files of a machine, from which hostPath volumes take their folders: one tree, so that /var and /var/log see the same. */
import type { VolumeFile } from '../../container-runtime/cri.ts'
import type { Files } from './volume.ts'

/** What stands on every Linux machine, as far as people mount it: the Filesystem Hierarchy Standard, and what kubelet and containerd made. */
const standardFolders =
  'boot dev etc home lib/modules media mnt opt proc root run srv sys tmp usr/bin usr/lib usr/local var/lib/containerd var/lib/kubelet/pods var/log/containers var/log/pods var/tmp'.split(
    ' ',
  )

export class HostFiles {
  /** By path without the leading slash; one that ends in `/` is an empty folder. */
  readonly #files = new WatchedFiles()

  constructor() {
    for (const folder of standardFolders) this.makeFolder(folder)
  }

  /** Puts a file there. Its text may be a getter, for what is written when somebody looks. */
  write(path: string, file: VolumeFile): void {
    this.#files.set(relative(path), file)
  }

  makeFolder(path: string): void {
    if (this.kindOf(path) === undefined) this.#files.set(`${relative(path)}/`, { text: '', mode: 0o755 })
  }

  /** Calls `listener` whenever something in the folder is written or removed. */
  onChange(path: string, listener: () => void): () => void {
    return this.#files.listen(`${relative(path)}/`, listener)
  }

  /** Whether there is a file, or a folder with anything in it. */
  kindOf(path: string): 'file' | 'folder' | undefined {
    const name = relative(path)
    if (name === '' || this.#files.has(`${name}/`)) return 'folder'
    if (this.#files.has(name)) return 'file'
    for (const key of this.#files.keys()) if (key.startsWith(`${name}/`)) return 'folder'
    return undefined
  }

  /** What stands in a folder, by path relative to it. Changes go both ways. */
  folder(path: string): Files {
    const prefix = relative(path)
    return new HostFolder(this.#files, prefix === '' ? '' : `${prefix}/`)
  }

  /** A single file, in what stands beside it. Made empty if it is not there. */
  file(path: string): Files {
    const name = relative(path)
    const slash = name.lastIndexOf('/') + 1
    if (!this.#files.has(name)) this.#files.set(name, { text: '', mode: 0o644 })
    return new HostFolder(this.#files, name.slice(0, slash), name.slice(slash))
  }
}

/** Tells of what changes in it. */
class WatchedFiles extends Map<string, VolumeFile> {
  #listeners: { readonly prefix: string; readonly tell: () => void }[] = []

  listen(prefix: string, tell: () => void): () => void {
    const listener = { prefix, tell }
    this.#listeners.push(listener)
    return () => {
      this.#listeners = this.#listeners.filter((each) => each !== listener)
    }
  }

  override set(path: string, file: VolumeFile): this {
    super.set(path, file)
    this.#changed(path)
    return this
  }

  override delete(path: string): boolean {
    const was = super.delete(path)
    if (was) this.#changed(path)
    return was
  }

  #changed(path: string): void {
    for (const { prefix, tell } of this.#listeners) if (path.startsWith(prefix)) tell()
  }
}

function relative(path: string): string {
  if (path.startsWith('/') && !path.endsWith('/') && !path.includes('//')) return path.slice(1)
  return path.split('/').filter(Boolean).join('/')
}

/** A map that shows a part of another. */
export class HostFolder extends Map<string, VolumeFile> {
  readonly #all: Map<string, VolumeFile>
  readonly #prefix: string

  constructor(
    all: Map<string, VolumeFile>,
    prefix: string,
    /** All that is mounted of it. */
    readonly only?: string,
  ) {
    super()
    this.#all = all
    this.#prefix = prefix
  }

  override get(path: string): VolumeFile | undefined {
    return this.#all.get(this.#prefix + path)
  }

  override has(path: string): boolean {
    return this.#all.has(this.#prefix + path)
  }

  override set(path: string, file: VolumeFile): this {
    this.#all.set(this.#prefix + path, file)
    return this
  }

  override delete(path: string): boolean {
    return this.#all.delete(this.#prefix + path)
  }

  override clear(): void {
    for (const path of [...this.keys()]) this.delete(path)
  }

  override get size(): number {
    return [...this.keys()].length
  }

  override *entries(): MapIterator<[string, VolumeFile]> {
    for (const [path, file] of this.#all) if (path.startsWith(this.#prefix) && path !== this.#prefix) yield [path.slice(this.#prefix.length), file]
  }

  override *keys(): MapIterator<string> {
    for (const [path] of this.entries()) yield path
  }

  override *values(): MapIterator<VolumeFile> {
    for (const [, file] of this.entries()) yield file
  }

  override [Symbol.iterator](): MapIterator<[string, VolumeFile]> {
    return this.entries()
  }

  override forEach(visit: (file: VolumeFile, path: string, map: Map<string, VolumeFile>) => void): void {
    for (const [path, file] of this.entries()) visit(file, path, this)
  }
}
