/** What lives from one line of a shell to the next. */
export interface ShellState {
  /** All variables, exported or not; aliases are among them as bash's `BASH_ALIAS_x` is kept by just-bash. */
  env: Map<string, string>
  readonly exported: Set<string>
  cwd: string
  /** `$?` */
  status: number
  /** Set once `exit` (or `set -e`) has ended the shell. */
  exited: boolean
}

export const aliasPrefix = 'BASH_ALIAS_'

export const exportedEnv = (state: ShellState): Record<string, string> =>
  Object.fromEntries([...state.exported].flatMap((name) => (state.env.has(name) ? [[name, state.env.get(name) as string]] : [])))
