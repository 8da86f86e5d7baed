/** How the new container is called. */
import type { Pod } from '../../../api/types.ts'
import { nameSuffix } from '../../name-suffix.ts'
import { findContainer } from '../../pods/containers.ts'
import type { Debug } from './wanted.ts'

/** As the line says, or a name that the pod does not have yet, which is told. */
export function containerName({ io, flags }: Debug, pod: Pod): string {
  if (flags.container !== '') return flags.container
  let name: string
  do name = `debugger-${nameSuffix(io.random)}`
  while (findContainer(pod, name) !== undefined)
  if (!flags.quiet) io.stdout(`Defaulting debug container name to ${name}.\n`)
  return name
}
