/** Where the data of a ConfigMap or Secret comes from: `--from-literal`, `--from-file`, `--from-env-file`. Models kubectl pkg/util and pkg/cmd/util/env_file.go. */

import { isEnvVarName } from '../../api/names.ts'
import { CommandError } from '../errors.ts'
import { FileError, type Files } from '../files.ts'

export interface SourceWorld {
  readonly files: Files
  readonly env: Readonly<Record<string, string | undefined>>
}

/** One key and its data, in the order in which the sources name them. */
export interface Keyed {
  readonly key: string
  readonly data: Uint8Array
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

export function literal(source: string): Keyed {
  const at = source.indexOf('=')
  if (at <= 0) throw new CommandError(`invalid literal source ${source}, expected key=value`)
  return { key: source.slice(0, at), data: bytes(source.slice(at + 1)) }
}

export async function fromFile(source: string, files: Files): Promise<Keyed[]> {
  const { key, path } = fileSource(source)
  if ((await kindOf(path, files)) === 'file') return [{ key, data: await files.read(path) }]
  if (source.includes('=')) throw new CommandError('cannot give a key name for a directory path')
  const found: Keyed[] = []
  for (const name of [...(await files.list(path))].sort()) {
    const inside = `${path.replace(/\/+$/, '')}/${name}`
    if ((await files.stat(inside)) === 'file') found.push({ key: name, data: await files.read(inside) })
  }
  return found
}

function fileSource(source: string): { key: string; path: string } {
  const parts = source.split('=')
  if (parts.length > 2) throw new CommandError("key names or file paths cannot contain '='")
  const [first = '', second] = parts
  if (second === undefined) return { key: first.replace(/\/+$/, '').split('/').at(-1) || (first.startsWith('/') ? '/' : '.'), path: first }
  if (first === '') throw new CommandError(`key name for file path ${second} missing`)
  if (second === '') throw new CommandError(`file path for key name ${first} missing`)
  return { key: first, path: second }
}

/** `what` names the thing in the complaint about a folder: `env config`, `env secret`. */
export async function fromEnvFile(path: string, what: string, world: SourceWorld): Promise<Keyed[]> {
  if ((await kindOf(path, world.files)) === 'folder') throw new CommandError(`${what} file cannot be a directory`)
  const lines = new TextDecoder().decode(await world.files.read(path)).split('\n')
  return lines.flatMap((line, index) => envLine(line.replace(/\r$/, ''), index, world.env))
}

function envLine(line: string, index: number, env: SourceWorld['env']): Keyed[] {
  const text = (index === 0 ? line.replace(/^\uFEFF/, '') : line).trimStart()
  if (text === '' || text.startsWith('#')) return []
  const at = text.indexOf('=')
  const key = at < 0 ? text : text.slice(0, at)
  const errors = isEnvVarName(key)
  if (errors.length > 0) throw new CommandError(`${JSON.stringify(key)} is not a valid key name: ${errors.join(';')}`)
  // A name alone takes its value from kubectl's own environment.
  return [{ key, data: bytes(at < 0 ? (env[key] ?? '') : text.slice(at + 1)) }]
}

async function kindOf(path: string, files: Files): Promise<'file' | 'folder'> {
  try {
    const kind = await files.stat(path)
    if (kind) return kind
  } catch (error) {
    if (!(error instanceof FileError)) throw error
  }
  throw new CommandError(`error reading ${path}: no such file or directory`)
}
