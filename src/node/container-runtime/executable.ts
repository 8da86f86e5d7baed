import { allows, type Credentials, type Filesystem } from './filesystem.ts'
import { absolute } from './path.ts'

export type Found =
  | { readonly ok: true; readonly path: string }
  | { readonly ok: false; readonly error: 'missing' | 'denied' | 'folder'; readonly path: string }

/** Finds the file of a command, as execvp does. */
export function findExecutable(files: Filesystem, name: string, searchPath: string, cwd: string, who: Credentials): Found {
  if (name.includes('/')) return check(files, absolute(name, cwd), who)
  let denied: Found | undefined
  for (const folder of searchPath.split(':')) {
    const found = check(files, absolute(name, folder || cwd), who)
    if (found.ok) return found
    if (found.error === 'denied') denied ??= found
  }
  return denied ?? { ok: false, error: 'missing', path: name }
}

function check(files: Filesystem, path: string, who: Credentials): Found {
  const node = files.find(path)
  if (!node) return { ok: false, error: 'missing', path }
  if (node.kind === 'folder') return { ok: false, error: 'folder', path }
  if (node.kind !== 'file' || (node.mode & 0o111) === 0 || !allows(node, who, 1)) return { ok: false, error: 'denied', path }
  return { ok: true, path }
}
