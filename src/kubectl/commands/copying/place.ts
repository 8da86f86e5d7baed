/** One end of a copy: a path here, or a path in a pod. Models pkg/cmd/cp/filespec. */
import { CommandError } from '../../errors.ts'

export interface Place {
  /** '' for the namespace in force. */
  readonly namespace: string
  /** '' for this side. */
  readonly pod: string
  readonly path: string
}

/** `[[namespace/]pod:]path`. Throws CommandError. */
export function placeOf(word: string): Place {
  const colon = word.indexOf(':')
  if (colon < 0) return { namespace: '', pod: '', path: word }
  const pieces = word.slice(0, colon).split('/')
  if (colon === 0 || pieces.length > 2) throw new CommandError('filespec must match the canonical format: [[namespace/]pod:]file/path')
  const [pod = '', namespace = ''] = pieces.reverse()
  return { namespace, pod, path: word.slice(colon + 1) }
}

/** As Go's path.Clean: no doubled slashes, no `.`, no `..` that can be resolved. */
export function clean(path: string): string {
  const rooted = path.startsWith('/')
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else if (!rooted) parts.push(part)
  }
  return rooted ? `/${parts.join('/')}` : parts.join('/') || '.'
}

export const join = (...parts: readonly string[]): string => clean(parts.filter((part) => part !== '').join('/'))

export const baseOf = (path: string): string => clean(path).replace(/.*\/(?=.)/, '')

export function folderOf(path: string): string {
  const at = clean(path)
  const slash = at.lastIndexOf('/')
  return slash < 0 ? '.' : at.slice(0, slash) || '/'
}
