/** Which container of a pod is meant. Models kubectl pkg/cmd/util/podcmd. */
import type { Container, Pod } from '../../api/types.ts'
import { CommandError } from '../errors.ts'

/** Chooses a container for logs and exec where the line names none. */
export const defaultContainerAnnotation = 'kubectl.kubernetes.io/default-container'

export function findContainer({ spec }: Pod, name: string): Container | undefined {
  const all = [...spec.containers, ...(spec.initContainers ?? []), ...((spec.ephemeralContainers ?? []) as Container[])]
  return all.find((container) => container.name === name)
}

/** `app, debugger (ephem), setup (init)` */
function allContainerNames({ spec }: Pod): string {
  const names = (list: readonly { readonly name: string }[] | undefined, mark: string) => (list ?? []).map(({ name }) => `${name}${mark}`)
  return [...names(spec.containers, ''), ...names(spec.ephemeralContainers, ' (ephem)'), ...names(spec.initContainers, ' (init)')].join(', ')
}

export const invalidContainer = (name: string, pod: Pod): CommandError =>
  new CommandError(`container ${name} is not valid for pod ${pod.metadata.name} out of: ${allContainerNames(pod)}`)

/** What to tell about a choice that was made for the user; nothing where there was none. */
export function defaultedNotice(name: string, pod: Pod): string {
  const { containers, initContainers = [], ephemeralContainers = [] } = pod.spec
  const alone = containers.length === 1 && initContainers.length === 0 && ephemeralContainers.length === 0
  return alone ? '' : `Defaulted container ${JSON.stringify(name)} out of: ${allContainerNames(pod)}\n`
}

/** The container that is named, else the one that the annotation names, else the first. Throws CommandError. */
export function chooseContainer(pod: Pod, named: string, tell: (notice: string) => void): Container {
  const name = named || pod.metadata.annotations?.[defaultContainerAnnotation] || ''
  const found = name === '' ? pod.spec.containers[0] : findContainer(pod, name)
  if (found === undefined && name === '') throw new CommandError(`pod ${pod.metadata.namespace}/${pod.metadata.name} does not have any containers`)
  if (found === undefined) throw invalidContainer(name, pod)
  if (name === '') tell(defaultedNotice(found.name, pod))
  return found
}
