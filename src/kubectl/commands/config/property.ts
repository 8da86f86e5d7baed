/** `config set` and `config unset`: one value, found by a path such as `clusters.my-cluster.server`. Names may contain dots. */
import { CommandError } from '../../errors.ts'
import { type contextFields, type FieldType, topFields } from '../../kubeconfig/fields.ts'
import type { Kubeconfig } from '../../kubeconfig/kubeconfig.ts'

type Entry = Record<string, unknown>
type Section = 'clusters' | 'contexts' | 'users'

interface Place {
  /** The value stands in here under `key`. */
  readonly entry: Entry
  readonly key: string
  readonly type: FieldType
}

const isSection = (word: string): word is Section => word === 'clusters' || word === 'contexts' || word === 'users'

export function setProperty(config: Kubeconfig, path: string, text: string, rawBytes: boolean): void {
  const [section = '', name] = steps(path)
  if (isSection(section) && (name === undefined || steps(path).length === 2))
    throw new CommandError(`can't set a map to a value: map[${[...config[section].keys()].map((key) => `${key}:0xc000000000`).join(' ')}]`)
  const { entry, key, type } = place(config, path, true)
  entry[key] = parsed(type, text, rawBytes)
  if (entry[key] === '' || entry[key] === false) delete entry[key]
}

export function unsetProperty(config: Kubeconfig, path: string): void {
  const [section = '', name, field] = steps(path)
  if (isSection(section) && field === undefined) {
    if (name === undefined) config[section].clear()
    else config[section].delete(name)
    return
  }
  const { entry, key } = place(config, path, false)
  if (entry === (config as unknown as Entry) && key === 'currentContext') config.currentContext = ''
  else delete entry[key]
}

function place(config: Kubeconfig, path: string, create: boolean): Place {
  const [first = '', second, third] = steps(path)
  if (isSection(first)) {
    const entries = config[first] as Map<string, object>
    if (!entries.has(second as string)) {
      if (!create) throw new CommandError(`current map key \`${second}\` is invalid`)
      entries.set(second as string, {})
    }
    return {
      entry: entries.get(second as string) as Entry,
      key: third as string,
      type: (topFields[first] as typeof contextFields)[third as string] as FieldType,
    }
  }
  if (first === 'current-context') return { entry: config as unknown as Entry, key: 'currentContext', type: 'string' }
  if (first !== 'preferences') return { entry: {}, key: first, type: topFields[first] as FieldType }
  const preferences = (config.preferences ??= {}) as Entry
  return { entry: preferences, key: second ?? '', type: (topFields.preferences as typeof contextFields)[second ?? ''] ?? 'struct' }
}

/** The path in parts: top field, name, field. Throws CommandError for a path that leads nowhere. */
function steps(path: string): string[] {
  const parts = path.split('.')
  const [first = ''] = parts
  const type = topFields[first]
  if (type === undefined) throw new CommandError(`unable to parse ${path} after [] at api.Config`)
  if (typeof type === 'string') {
    if (parts.length > 1) throw new CommandError(`unable to parse one or more field values of ${path}`)
    return parts
  }
  if (!isSection(first) || parts.length === 1) return parts
  const at = parts.findIndex((part, i) => i >= 2 && part in type)
  if (at < 0) return [first, parts.slice(1).join('.')]
  if (at < parts.length - 1) throw new CommandError(`unable to parse one or more field values of ${path}`)
  return [first, parts.slice(1, at).join('.'), parts[at] as string]
}

function parsed(type: FieldType, text: string, rawBytes: boolean): unknown {
  if (type === 'bool') {
    if (/^(1|t|T|true|TRUE|True)$/.test(text)) return true
    if (/^(0|f|F|false|FALSE|False)$/.test(text)) return false
    throw new CommandError(`strconv.ParseBool: parsing ${JSON.stringify(text)}: invalid syntax`)
  }
  if (type === 'bytes') {
    if (rawBytes) return btoa(String.fromCharCode(...new TextEncoder().encode(text)))
    const wrong = /[^A-Za-z0-9+/=]/.exec(text)
    if (wrong) throw new CommandError(`error decoding input value: illegal base64 data at input byte ${wrong.index}`)
    return text
  }
  if (type === 'strings') throw new CommandError('unrecognized slice type. string')
  if (type === 'map') throw new CommandError("can't set a map to a value: map[]")
  return text
}
