/** Paths, as texts. */

/** `/a/b` from a path and the folder it is relative to; `.` and `..` resolved by text, as a shell's cd does. */
export function absolute(path: string, cwd: string): string {
  const parts: string[] = []
  for (const part of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return `/${parts.join('/')}`
}

export const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/'
export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
