/** Paths of the learner's files: POSIX, whatever the host is. */

/** The absolute, normal form of `path` seen from the folder `cwd`. */
export function resolvePath(cwd: string, path: string): string {
  const parts: string[] = []
  for (const part of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return `/${parts.join('/')}`
}

export const folderOf = (path: string): string => path.slice(0, Math.max(1, path.lastIndexOf('/')))
export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
/** What to put before a name to get a path in `folder`. */
export const prefixOf = (folder: string): string => (folder === '/' ? '/' : `${folder}/`)
