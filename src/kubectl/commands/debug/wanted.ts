/** What a line of `kubectl debug` asks for, as its parts hand it to each other. */
import type { Container, EnvVar, Pod } from '../../../api/types.ts'
import type { Invocation } from '../../command.ts'
import type { flags } from './flags.ts'
import type { Profile } from './profiles.ts'

export type Debug = Invocation<typeof flags>

export interface Wanted {
  readonly invocation: Debug
  readonly profile: Profile
  /** Words after `--`. */
  readonly words: readonly string[]
  readonly env: readonly EnvVar[]
  /** Laid over the new container, from --custom. */
  readonly custom: Partial<Container> | undefined
}

/** Where to look for what was started; nothing where there is no container to join. */
export interface Started {
  readonly pod: Pod
  readonly container: string
}

/** The container as the line describes it, before the profile has its say. */
export function newContainer({ invocation: { flags: given }, words, env }: Wanted, name: string): Container {
  return {
    name,
    image: given.image,
    ...(words.length > 0 ? { [given['arguments-only'] ? 'args' : 'command']: [...words] } : {}),
    ...(env.length > 0 ? { env: [...env] } : {}),
    resources: {},
    terminationMessagePolicy: 'File',
    ...(given['image-pull-policy'] === '' ? {} : { imagePullPolicy: given['image-pull-policy'] as 'Always' }),
    ...(given.stdin ? { stdin: true } : {}),
    ...(given.tty ? { tty: true } : {}),
  }
}
