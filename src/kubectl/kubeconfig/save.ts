/**
 * Changes kubeconfig files: each cluster, user and context where it is written, new ones in the file that is used by default.
 * Models client-go tools/clientcmd/config.go, ModifyConfig.
 */
import { deepCopy, deepEqual } from '../../api/object.ts'
import { toYaml } from '../../api/yaml.ts'
import { emptyKubeconfig, fileFields, type Kubeconfig, toWire } from './kubeconfig.ts'
import { type ConfigFile, type ConfigWorld, cleanPath, folderOf, loadFiles, merge } from './load.ts'

/** The kubeconfig as `kubectl config` sees it: all files merged, paths as they are written. */
export interface EditedConfig {
  readonly config: Kubeconfig
  /** The file that new entries go to, and that messages name. */
  readonly file: string
  /** Writes what has changed in `config`. */
  save(): Promise<void>
}

/** `flag` is --kubeconfig. */
export async function editKubeconfig(io: ConfigWorld, flag: string): Promise<EditedConfig> {
  const files = await loadFiles(io, flag, true)
  const config = merge(files, true)
  const original = copyOf(config)
  const file = defaultFile(files)
  return { config, file, save: () => new Save(io, files, original, config, file).run() }
}

const copyOf = (config: Kubeconfig): Kubeconfig => ({
  ...config,
  preferences: deepCopy(config.preferences),
  clusters: new Map([...config.clusters].map(([name, value]) => [name, deepCopy(value)])),
  contexts: new Map([...config.contexts].map(([name, value]) => [name, deepCopy(value)])),
  users: new Map([...config.users].map(([name, value]) => [name, deepCopy(value)])),
})

/** The first file of the list that exists, else the last. */
const defaultFile = (files: readonly ConfigFile[]): string => (files.find((file) => file.exists) ?? (files.at(-1) as ConfigFile)).path

type Section = 'clusters' | 'contexts' | 'users'

class Save {
  readonly touched = new Set<string>()

  constructor(
    readonly io: ConfigWorld,
    readonly files: readonly ConfigFile[],
    readonly before: Kubeconfig,
    readonly after: Kubeconfig,
    readonly file: string,
  ) {}

  async run(): Promise<void> {
    this.#currentContext()
    for (const field of ['preferences', 'extensions'] as const) {
      if (deepEqual(this.before[field], this.after[field])) continue
      this.#config(this.file)[field] = this.after[field]
    }
    for (const section of ['clusters', 'contexts', 'users'] as const) this.#section(section)
    for (const path of this.touched) await this.io.files.write(path, toYaml(toWire(this.#find(path))), 0o600)
  }

  #currentContext(): void {
    const { currentContext } = this.after
    if (currentContext === this.before.currentContext) return
    const path = currentContext === '' ? this.files.find(({ config }) => config.currentContext !== '')?.path : this.file
    if (path !== undefined) this.#config(path).currentContext = currentContext
  }

  #section(section: Section): void {
    const before = this.before[section] as Map<string, object>
    const after = this.after[section] as Map<string, object>
    for (const [name, entry] of after)
      if (!deepEqual(before.get(name), entry)) this.#entries(this.#origin(section, name), section).set(name, this.#written(section, name, entry))
    for (const name of before.keys()) if (!after.has(name)) this.#entries(this.#origin(section, name), section).delete(name)
  }

  #written(section: Section, name: string, entry: object): object {
    const fields = section === 'clusters' ? fileFields.cluster : section === 'users' ? fileFields.user : []
    const copy = { ...entry } as Record<string, unknown>
    const folder = cleanPath(absolute(this.io, folderOf(this.#origin(section, name)) || '.'))
    for (const field of fields) {
      const path = copy[field]
      if (typeof path === 'string' && path.startsWith(`${folder}/`)) copy[field] = path.slice(folder.length + 1)
    }
    return copy
  }

  #origin(section: Section, name: string): string {
    return this.files.find(({ config }) => config[section].has(name))?.path ?? this.file
  }

  #entries(path: string, section: Section): Map<string, object> {
    return this.#config(path)[section] as Map<string, object>
  }

  #config(path: string): Kubeconfig {
    this.touched.add(path)
    return this.#find(path)
  }

  #find(path: string): Kubeconfig {
    return this.files.find((file) => file.path === path)?.config ?? emptyKubeconfig()
  }
}

/** A path from the root of the file system. */
export const absolute = (io: ConfigWorld, path: string): string => (path.startsWith('/') ? cleanPath(path) : cleanPath(`${io.env.PWD ?? ''}/${path}`))
