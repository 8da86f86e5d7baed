/** Finds kubeconfig files and merges them: --kubeconfig alone, else $KUBECONFIG's list, else $HOME/.kube/config. */
import { parseYaml, YamlError } from '../../api/yaml.ts'
import type { KubectlIo } from '../command.ts'
import { CommandError } from '../errors.ts'
import { FileError } from '../files.ts'
import { textOf } from '../text.ts'
import { emptyKubeconfig, fileFields, fromWire, type Kubeconfig } from './kubeconfig.ts'

export interface ConfigFile {
  readonly path: string
  readonly exists: boolean
  readonly config: Kubeconfig
}

export type ConfigWorld = Pick<KubectlIo, 'files' | 'env'>

/** The files to look at, in order of precedence; the first is the flag's if there is one. */
function kubeconfigPaths(io: ConfigWorld, flag: string): readonly string[] {
  if (flag !== '') return [flag]
  const list = (io.env.KUBECONFIG ?? '').split(':').filter((path) => path !== '')
  return list.length > 0 ? [...new Set(list)] : [`${io.env.HOME ?? ''}/.kube/config`]
}

/** Every file, read. A file of the list may be missing; the one of the flag may not, unless `mayBeMissing`. */
export async function loadFiles(io: ConfigWorld, flag: string, mayBeMissing = false): Promise<ConfigFile[]> {
  const files: ConfigFile[] = []
  for (const path of kubeconfigPaths(io, flag)) {
    const exists = (await io.files.stat(path)) !== undefined
    if (!exists && flag !== '' && !mayBeMissing) throw new CommandError(`stat ${path}: no such file or directory`)
    files.push({ path, exists, config: exists ? await readConfig(io, path) : emptyKubeconfig() })
  }
  return files
}

async function readConfig(io: ConfigWorld, path: string): Promise<Kubeconfig> {
  try {
    return fromWire(parseYaml(textOf(await io.files.read(path)))[0])
  } catch (error) {
    const known = error instanceof Error && (error instanceof FileError || error instanceof YamlError || error.constructor === Error)
    throw known ? new CommandError(`error loading config file ${JSON.stringify(path)}: ${error.message.replace('error converting YAML to JSON: ', '')}`) : error
  }
}

/** One kubeconfig from all files: whichever file names something first decides. Paths of certificates count from the file's folder, unless `asWritten`. */
export function merge(files: readonly ConfigFile[], asWritten = false): Kubeconfig {
  const merged = emptyKubeconfig()
  for (const { path, config } of files) {
    const folder = asWritten ? '' : folderOf(path)
    take(merged.clusters, config.clusters, (cluster) => resolved(cluster, fileFields.cluster, folder))
    take(merged.contexts, config.contexts, (context) => ({ ...context }))
    take(merged.users, config.users, (user) => resolved(user, fileFields.user, folder))
    merged.currentContext ||= config.currentContext
    merged.preferences ??= config.preferences
    merged.extensions ??= config.extensions
  }
  return merged
}

export const folderOf = (path: string): string => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '')

function take<T>(into: Map<string, T>, from: Map<string, T>, change: (value: T) => T): void {
  for (const [name, value] of from) if (!into.has(name)) into.set(name, change(value))
}

function resolved<T extends object>(entry: T, fields: readonly string[], folder: string): T {
  const copy = { ...entry } as Record<string, unknown>
  for (const field of fields) {
    const path = copy[field]
    if (typeof path === 'string' && path !== '' && !path.startsWith('/') && folder !== '') copy[field] = cleanPath(`${folder}/${path}`)
  }
  return copy as T
}

/** Without `.` and `..` parts, like Go's filepath.Clean. */
export function cleanPath(path: string): string {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else if (part !== '..' || !path.startsWith('/')) parts.push(part)
  }
  return `${path.startsWith('/') ? '/' : ''}${parts.join('/')}` || '.'
}
