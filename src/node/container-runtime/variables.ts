/** The environment variables of a container's programs: what runtime, image and pod say, the later before the earlier. */
import type { ContainerConfig } from './cri.ts'
import { defaultPath } from './execute.ts'
import type { LocalImage } from './image.ts'

/** All of them, in the order in which `env` shows them. runc sets HOME from /etc/passwd unless the image or the pod did. */
export function variablesOf({ sandbox, tty, env }: ContainerConfig, { definition }: LocalImage, uid: number): ReadonlyMap<string, string> {
  const all = new Map([
    ['PATH', defaultPath],
    ['HOSTNAME', sandbox.hostname],
  ])
  for (const name in definition.env) all.set(name, definition.env[name] as string)
  if (tty) all.set('TERM', 'xterm')
  for (const name in env) all.set(name, env[name] as string)
  if (!all.has('HOME')) all.set('HOME', homeOf(uid))
  return all
}

/** One of them, for who does not want all. */
export function variable(name: string, { sandbox, tty, env }: ContainerConfig, { definition }: LocalImage, uid: number): string | undefined {
  if (Object.hasOwn(env, name)) return env[name]
  if (name === 'TERM' && tty) return 'xterm'
  if (definition.env && Object.hasOwn(definition.env, name)) return definition.env[name]
  if (name === 'PATH') return defaultPath
  if (name === 'HOSTNAME') return sandbox.hostname
  return name === 'HOME' ? homeOf(uid) : undefined
}

const homeOf = (uid: number): string => (uid === 0 ? '/root' : '/')
