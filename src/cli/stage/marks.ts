/** Texts that are the same as long as nothing has changed that a lesson's checks could see. */
import { aliasPrefix, type ShellState } from '../../shell/shell-state.ts'

/** The files that the learner has made or changed. */
export function filesMark(changes: Iterable<readonly [path: string, data: Uint8Array | undefined]>): string {
  const files = [...changes].filter(([path, data]) => data !== undefined && !path.startsWith('/tmp/'))
  return files.map(([path, data]) => `${path}:${data?.length}:${hash(data as Uint8Array)}`).join('|')
}

/** Where the shell is, its aliases and its variables. */
export function shellMark({ env, cwd }: Pick<ShellState, 'env' | 'cwd'>): string {
  const kept = [...env].filter(([name]) => name.startsWith(aliasPrefix) || /^[A-Za-z]\w*$/.test(name)).filter(([name]) => !restless.has(name))
  return JSON.stringify([cwd, kept])
}

/** Variables that move by themselves. */
const restless = new Set(['_', 'OLDPWD', 'PWD', 'RANDOM', 'SECONDS', 'LINENO', 'PIPESTATUS', 'EPOCHSECONDS', 'EPOCHREALTIME', 'BASHPID', 'FUNCNAME', 'SHLVL'])

/** FNV-1a. */
function hash(data: Uint8Array): string {
  let state = 0x811c9dc5
  for (const byte of data) state = Math.imul(state ^ byte, 0x01000193)
  return (state >>> 0).toString(16)
}
