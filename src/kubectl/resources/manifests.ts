/** Reads the objects out of `-f`: files, folders, patterns, `-` for standard input; YAML and JSON, many documents in one. */
import type { AnyObject } from '../../api/object.ts'
import { parseYamlOrJson, YamlError } from '../../api/yaml.ts'
import type { KubectlIo } from '../command.ts'
import { CommandError, NotSimulated } from '../errors.ts'
import { textOf } from '../text.ts'

export interface Manifest {
  /** `a.yaml`, or `STDIN`. */
  readonly source: string
  text(): Promise<string>
}

export interface FileFlags {
  readonly filename: readonly string[]
  readonly kustomize: string
  readonly recursive: boolean
}

export interface Manifests {
  readonly files: readonly Manifest[]
  /** Whether this names one file, so that one object is printed as such and not as a list. */
  readonly single: boolean
}

const extensions = ['.json', '.yaml', '.yml']

/** Complains unless the line names files. */
export function requireFiles(flags: FileFlags): void {
  if (flags.filename.length === 0 && flags.kustomize === '') throw new CommandError('must specify one of -f and -k')
}

/** Finds the files; reading waits for text(). Throws CommandError, an AggregateError for several complaints. */
export async function findManifests(io: Pick<KubectlIo, 'files' | 'stdin' | 'download'>, flags: FileFlags): Promise<Manifests> {
  if (flags.filename.length > 0 && flags.kustomize !== '') throw new CommandError('only one of -f or -k can be specified')
  if (flags.kustomize !== '' && flags.recursive) throw new CommandError("the -k flag can't be used with -f or -R")
  if (flags.kustomize !== '') throw new NotSimulated('-k', 'build the kustomization in that folder and use what comes out')
  const search = new Search(io, flags.recursive)
  for (const path of flags.filename) await search.add(path)
  if (search.faults.length > 0) throw new AggregateError(search.faults)
  return { files: search.found, single: search.found.length === 1 && !search.stdin && !search.folder }
}

class Search {
  readonly found: Manifest[] = []
  readonly faults: CommandError[] = []
  stdin = false
  folder = false

  constructor(
    readonly io: Pick<KubectlIo, 'files' | 'stdin' | 'download'>,
    readonly recursive: boolean,
  ) {}

  async add(path: string): Promise<void> {
    if (path === '-') return this.addStdin()
    if (/^https?:\/\//.test(path)) return this.addAddress(path)
    const paths = await this.matches(path)
    const before = this.found.length
    for (const one of paths) await this.addPath(one, one)
    if (paths.length > 0 && this.found.length === before && before === 0)
      this.fault(`error reading [${paths.join(' ')}]: recognized file extensions are [${extensions.join(' ')}]`)
  }

  addAddress(url: string): void {
    const { download } = this.io
    if (!download) throw new NotSimulated(`-f ${url}`, 'download the manifest from there')
    this.found.push({ source: url, text: () => download(url) })
  }

  addStdin(): void {
    if (this.stdin) this.fault('standard input cannot be used for multiple arguments')
    this.stdin = true
    this.found.push({ source: 'STDIN', text: () => this.io.stdin() })
  }

  async addPath(path: string, top: string): Promise<void> {
    if ((await this.io.files.stat(path)) === 'file') {
      if (path !== top && !extensions.some((extension) => path.endsWith(extension))) return
      this.found.push({ source: path, text: async () => textOf(await this.io.files.read(path)).replace(/^\uFEFF/, '') })
      return
    }
    if (path !== top && !this.recursive) return
    const before = this.found.length
    for (const name of [...(await this.io.files.list(path))].sort()) await this.addPath(path === '.' ? name : `${path.replace(/\/+$/, '')}/${name}`, top)
    this.folder ||= this.found.length - before > 1
  }

  async matches(path: string): Promise<string[]> {
    if ((await this.io.files.stat(path)) !== undefined) return [path]
    const found = /[*?[]/.test(path) ? await this.glob(path) : []
    if (found.length === 0) this.fault(`the path ${JSON.stringify(path)} does not exist`)
    return found
  }

  /** Patterns that the shell left alone, in the last part of the path. */
  async glob(path: string): Promise<string[]> {
    const slash = path.lastIndexOf('/')
    const folder = slash < 0 ? '.' : path.slice(0, slash) || '/'
    if ((await this.io.files.stat(folder)) !== 'folder') return []
    const pattern = globPattern(path.slice(slash + 1))
    const names = (await this.io.files.list(folder)).filter((name) => pattern.test(name)).sort()
    return names.map((name) => path.slice(0, slash + 1) + name)
  }

  fault(message: string): void {
    this.faults.push(new CommandError(message))
  }
}

const globPattern = (text: string): RegExp =>
  new RegExp(
    `^${text
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replaceAll('*', '[^/]*')
      .replaceAll('?', '[^/]')
      .replace(/\[!/g, '[^')}$`,
  )

/** The documents of one manifest, checked to be objects of some kind. Throws CommandError. */
export async function readManifest(manifest: Manifest, validate = false): Promise<(() => AnyObject)[]> {
  const text = await manifest.text()
  let documents: unknown[]
  try {
    documents = parseYamlOrJson(text)
  } catch (error) {
    throw error instanceof YamlError ? new CommandError(`error parsing ${manifest.source}: ${error.message}`) : error
  }
  return documents.map((document) => () => {
    if (validate) refuseWithoutKind(document, manifest.source)
    return checked(document, manifest.source)
  })
}

/** What is left of validation on this side since the server does it: whether there is a kind to validate. */
function refuseWithoutKind(document: unknown, source: string): void {
  const faults = isMap(document) ? ['apiVersion', 'kind'].flatMap((field) => kindFault(document, field)) : ['invalid object to validate']
  if (faults.length === 0) return
  const text = faults.length === 1 ? faults[0] : `[${faults.join(', ')}]`
  throw new CommandError(
    `error validating ${JSON.stringify(source)}: error validating data: ${text}; if you choose to ignore these errors, turn validation off with --validate=false`,
  )
}

function kindFault(document: Record<string, unknown>, field: string): string[] {
  if (document[field] === undefined || document[field] === null) return [`${field} not set`]
  return typeof document[field] === 'string' ? [] : [`${field} isn't string type`]
}

function checked(document: unknown, source: string): AnyObject {
  const wrong = (what: string) => new CommandError(`unable to decode ${JSON.stringify(source)}: ${what}`)
  if (typeof document !== 'object' || document === null || Array.isArray(document))
    throw wrong(`json: cannot unmarshal ${goType(document)} into Go value of type unstructured.detector`)
  const object = document as AnyObject
  if (typeof object.kind !== 'string' || object.kind === '') throw wrong(`Object 'Kind' is missing in '${JSON.stringify(sorted(document))}'`)
  const fault = metadataFault(object.metadata)
  if (fault !== undefined) throw wrong(`json: cannot unmarshal ${fault}`)
  return object
}

/** What in metadata has the wrong type, in the words of Go's decoder; undefined if nothing has. */
function metadataFault(metadata: unknown): string | undefined {
  if (metadata === undefined || metadata === null) return undefined
  if (!isMap(metadata)) return `${goType(metadata)} into Go struct field metadataOnlyObject.metadata of type v1.ObjectMeta`
  for (const field of ['name', 'namespace', 'generateName'])
    if (isWrong(metadata[field], 'string')) return `${goType(metadata[field])} into Go struct field ObjectMeta.metadata.${field} of type string`
  for (const field of ['labels', 'annotations']) {
    const map = metadata[field]
    if (map === undefined || map === null) continue
    if (!isMap(map)) return `${goType(map)} into Go struct field ObjectMeta.metadata.${field} of type map[string]string`
    const value = Object.values(map).find((one) => isWrong(one, 'string'))
    if (value !== undefined) return `${goType(value)} into Go struct field ObjectMeta.metadata.${field} of type string`
  }
  return undefined
}

const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
const isWrong = (value: unknown, type: string): boolean => value !== undefined && value !== null && typeof value !== type
const goType = (value: unknown): string => (Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value)

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isMap(value)) return value
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  )
}
