/** The learner's files as just-bash wants to see them. */
import type { IFileSystem } from 'just-bash/browser'
import type { FileStat } from './command.ts'
import { ShellFileError } from './file-error.ts'
import type { MemoryFiles } from './files.ts'
import { folderOf, nameOf, prefixOf, resolvePath } from './paths.ts'

type FsStat = Awaited<ReturnType<IFileSystem['stat']>>

/** Where the shell itself keeps the ends of `<(…)`. */
const descriptors = '/dev/fd'

export class BashFiles implements IFileSystem {
  #devices = new Map<string, Uint8Array>()

  constructor(private readonly files: MemoryFiles) {}

  async readFileBuffer(path: string): Promise<Uint8Array> {
    return this.#readDevice(path) ?? this.files.read(path)
  }

  async readFile(path: string): Promise<string> {
    return new TextDecoder().decode(await this.readFileBuffer(path))
  }

  async writeFile(path: string, content: string | Uint8Array, options?: unknown): Promise<void> {
    const data = bytesOf(content, options)
    if (path.startsWith(`${descriptors}/`)) this.#devices.set(path, data)
    else if (path !== '/dev/null') this.#write(path, data)
  }

  #write(path: string, data: Uint8Array): void {
    // It is the file that bash names when its folder is missing.
    if (!this.files.stat(folderOf(path))) throw new ShellFileError('ENOENT', path)
    this.files.write(path, data)
  }

  async appendFile(path: string, content: string | Uint8Array, options?: unknown): Promise<void> {
    const before = (await this.exists(path)) ? await this.readFileBuffer(path) : new Uint8Array()
    const more = bytesOf(content, options)
    const all = new Uint8Array(before.length + more.length)
    all.set(before)
    all.set(more, before.length)
    await this.writeFile(path, all)
  }

  async exists(path: string): Promise<boolean> {
    return this.#readDevice(path) !== undefined || this.files.stat(path) !== undefined
  }

  async stat(path: string): Promise<FsStat> {
    const device = this.#readDevice(path)
    if (device) return statOf({ kind: 'file', mode: 0o666, size: device.length, modified: 0 })
    const stat = this.files.stat(path)
    if (!stat) throw new ShellFileError('ENOENT', path)
    return statOf(stat)
  }

  lstat(path: string): Promise<FsStat> {
    return this.stat(path)
  }

  async mkdir(path: string, options?: { recursive?: boolean }): Promise<void> {
    if (!options?.recursive) {
      if (this.files.stat(path)) throw new ShellFileError('EEXIST', path)
      if (!this.files.stat(folderOf(path))) throw new ShellFileError('ENOENT', path)
    }
    this.files.mkdir(path)
  }

  async readdir(path: string): Promise<string[]> {
    return [...this.files.list(path)]
  }

  async readdirWithFileTypes(path: string) {
    return this.files.list(path).map((name) => {
      const isFile = this.files.stat(prefixOf(path) + name)?.kind === 'file'
      return { name, isFile, isDirectory: !isFile, isSymbolicLink: false }
    })
  }

  async rm(path: string, options?: { recursive?: boolean; force?: boolean }): Promise<void> {
    const stat = this.files.stat(path)
    if (!stat && options?.force) return
    if (stat?.kind === 'folder' && !options?.recursive && this.files.list(path).length > 0) throw new ShellFileError('ENOTEMPTY', path)
    this.files.remove(path)
  }

  async cp(from: string, to: string, options?: { recursive?: boolean }): Promise<void> {
    const stat = await this.stat(from)
    if (stat.isFile) return this.files.write(to, this.files.read(from), stat.mode)
    if (!options?.recursive) throw new ShellFileError('EISDIR', from)
    this.files.mkdir(to)
    for (const name of this.files.list(from)) await this.cp(prefixOf(from) + name, prefixOf(to) + name, options)
  }

  async mv(from: string, to: string): Promise<void> {
    const target = this.files.stat(to)?.kind === 'folder' ? prefixOf(to) + nameOf(from) : to
    await this.cp(from, target, { recursive: true })
    this.files.remove(from)
  }

  resolvePath(base: string, path: string): string {
    return resolvePath(base, path)
  }

  /** Only a help for globs, which list folders without it. */
  getAllPaths(): string[] {
    return []
  }

  async chmod(path: string, mode: number): Promise<void> {
    this.files.chmod(path, mode)
  }

  async realpath(path: string): Promise<string> {
    await this.stat(path)
    return resolvePath('/', path)
  }

  async utimes(path: string): Promise<void> {
    const stat = this.files.stat(path)
    if (stat?.kind === 'file') this.files.write(path, this.files.read(path), stat.mode)
  }

  async symlink(_target: string, path: string): Promise<void> {
    throw new Error(`ktutor's files have no links, '${path}'`)
  }

  link(_existing: string, path: string): Promise<void> {
    return this.symlink('', path)
  }

  async readlink(path: string): Promise<string> {
    await this.stat(path)
    throw new Error(`EINVAL: invalid argument, readlink '${path}'`)
  }

  #readDevice(path: string): Uint8Array | undefined {
    return path === '/dev/null' ? new Uint8Array() : this.#devices.get(path)
  }
}

/** just-bash hands bytes over as a text of one character per byte where it says `binary`. */
const bytesOf = (content: string | Uint8Array, options: unknown): Uint8Array => {
  if (typeof content !== 'string') return content
  const encoding = typeof options === 'string' ? options : (options as { encoding?: string } | undefined)?.encoding
  return encoding === 'binary' || encoding === 'latin1' ? Uint8Array.from(content, (byte) => byte.charCodeAt(0)) : new TextEncoder().encode(content)
}

const statOf = (stat: FileStat): FsStat => ({
  isFile: stat.kind === 'file',
  isDirectory: stat.kind === 'folder',
  isSymbolicLink: false,
  mode: stat.mode,
  size: stat.size,
  mtime: new Date(stat.modified),
})
