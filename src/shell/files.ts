/**
 * The learner's files: in memory, over a folder of the host that is read when somebody looks and never written. What is
 * changed or removed here stays here. Absolute paths; refusals are ShellFileErrors.
 */
import type { FileStat, ShellFiles } from './command.ts'
import { ShellFileError } from './file-error.ts'
import type { HostFolder } from './host-folder.ts'
import { folderOf, nameOf, prefixOf, resolvePath } from './paths.ts'

type Entry =
  | { kind: 'file'; data: Uint8Array; mode: number; modified: number }
  /** `overHost`: what the host has in it shows through. */
  | { kind: 'folder'; mode: number; modified: number; overHost: boolean }
  | { kind: 'removed' }

export interface MemoryFilesOptions {
  /** The time of changes, in milliseconds since the epoch. */
  now(): number
  /** A folder of the host, seen at the path `at`. */
  host?: { readonly at: string; readonly folder: HostFolder }
}

export class MemoryFiles implements ShellFiles {
  #entries = new Map<string, Entry>()
  #options: MemoryFilesOptions

  constructor(options: MemoryFilesOptions) {
    this.#options = options
    this.#entries.set('/', { kind: 'folder', mode: 0o755, modified: options.now(), overHost: false })
    if (!options.host) return
    this.mkdir(folderOf(options.host.at))
    this.#entries.set(options.host.at, { kind: 'folder', mode: 0o755, modified: options.now(), overHost: true })
  }

  read(path: string): Uint8Array {
    const absolute = resolvePath('/', path)
    const entry = this.#entries.get(absolute)
    if (entry?.kind === 'file') return entry.data
    const stat = this.stat(absolute)
    if (stat === undefined) throw new ShellFileError('ENOENT', absolute)
    if (stat.kind === 'folder') throw new ShellFileError('EISDIR', absolute)
    return this.#host().folder.read(this.#onHost(absolute) as string)
  }

  write(path: string, data: Uint8Array | string, mode?: number): void {
    const absolute = resolvePath('/', path)
    const before = this.stat(absolute)
    if (before?.kind === 'folder') throw new ShellFileError('EISDIR', absolute)
    this.#requireFolder(folderOf(absolute))
    const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data.slice()
    this.#entries.set(absolute, { kind: 'file', data: bytes, mode: mode ?? before?.mode ?? 0o644, modified: this.#options.now() })
  }

  stat(path: string): FileStat | undefined {
    const absolute = resolvePath('/', path)
    const entry = this.#entries.get(absolute)
    if (entry?.kind === 'removed') return undefined
    if (entry?.kind === 'file') return { kind: 'file', mode: entry.mode, size: entry.data.length, modified: entry.modified }
    if (entry) return { kind: 'folder', mode: entry.mode, size: 4096, modified: entry.modified }
    const onHost = this.#onHost(absolute)
    return onHost === undefined ? undefined : this.#host().folder.stat(onHost)
  }

  list(path: string): readonly string[] {
    const absolute = resolvePath('/', path)
    this.#requireFolder(absolute)
    const onHost = this.#onHost(absolute)
    const names = new Set(onHost !== undefined && this.#host().folder.stat(onHost)?.kind === 'folder' ? this.#host().folder.list(onHost) : [])
    const prefix = prefixOf(absolute)
    for (const [there, entry] of this.#entries) {
      if (!there.startsWith(prefix) || there.includes('/', prefix.length) || there === '/') continue
      if (entry.kind === 'removed') names.delete(nameOf(there))
      else names.add(nameOf(there))
    }
    return [...names].sort()
  }

  /** Removes a file, or a folder with all that is in it. */
  remove(path: string): void {
    const absolute = resolvePath('/', path)
    if (!this.stat(absolute)) throw new ShellFileError('ENOENT', absolute)
    for (const there of this.#entries.keys()) if (there.startsWith(prefixOf(absolute))) this.#entries.delete(there)
    this.#entries.set(absolute, { kind: 'removed' })
  }

  /** Makes a folder, and those above it. Nothing happens if it is there. */
  mkdir(path: string): void {
    const absolute = resolvePath('/', path)
    const there = this.stat(absolute)
    if (there?.kind === 'file') throw new ShellFileError('EEXIST', absolute)
    if (there) return
    if (absolute !== '/') this.mkdir(folderOf(absolute))
    this.#entries.set(absolute, { kind: 'folder', mode: 0o755, modified: this.#options.now(), overHost: false })
  }

  chmod(path: string, mode: number): void {
    const absolute = resolvePath('/', path)
    const stat = this.stat(absolute)
    if (!stat) throw new ShellFileError('ENOENT', absolute)
    const modified = stat.modified
    this.#entries.set(
      absolute,
      stat.kind === 'folder'
        ? { kind: 'folder', mode, modified, overHost: this.#onHost(absolute) !== undefined }
        : { kind: 'file', mode, modified, data: this.read(absolute) },
    )
  }

  /** Every file that was written or removed here, for whoever keeps a session: path to content, undefined for removed. */
  changes(): Map<string, Uint8Array | undefined> {
    const changes = new Map<string, Uint8Array | undefined>()
    for (const [path, entry] of this.#entries) if (entry.kind !== 'folder') changes.set(path, entry.kind === 'file' ? entry.data : undefined)
    return changes
  }

  #requireFolder(path: string): void {
    const stat = this.stat(path)
    if (!stat) throw new ShellFileError('ENOENT', path)
    if (stat.kind === 'file') throw new ShellFileError('ENOTDIR', path)
  }

  #host() {
    return this.#options.host as NonNullable<MemoryFilesOptions['host']>
  }

  /** Where the host keeps it; undefined if it is outside the host's folder, or below something that was removed or replaced here. */
  #onHost(absolute: string): string | undefined {
    const host = this.#options.host
    if (!host || (absolute !== host.at && !absolute.startsWith(prefixOf(host.at)))) return undefined
    for (let above = absolute; above.length >= host.at.length; above = folderOf(above)) {
      const entry = this.#entries.get(above)
      if (entry && !(entry.kind === 'folder' && entry.overHost)) return undefined
    }
    return absolute.slice(prefixOf(host.at).length)
  }
}
