/** A check of pod security: its level, and what it says of a pod since which version. One file per check in checks/, one list there. */
import type { Container, ObjectMeta, PodSpec } from '../../../../api/types.ts'

export type Level = 'privileged' | 'baseline' | 'restricted'

/** Why a pod is not allowed: what it does, and who exactly does it. */
export interface Finding {
  readonly reason: string
  readonly detail: string
}

export interface PodUnderCheck {
  readonly metadata: Partial<ObjectMeta>
  readonly spec: PodSpec
}

export interface SecurityCheck {
  readonly id: string
  readonly level: 'baseline' | 'restricted'
  /** Each from a minor version of Kubernetes on, oldest first. */
  readonly versions: readonly {
    readonly since: number
    /** Checks that need not be made as well. */
    readonly overrides?: readonly string[]
    check(pod: PodUnderCheck): Finding | undefined
  }[]
}

export const defineSecurityCheck = (check: SecurityCheck): SecurityCheck => check

type AnyContainer = Container & { ports?: Container['ports'] }

/** All containers, in the order in which the real checks visit them. */
export const containersOf = ({ initContainers = [], containers = [], ephemeralContainers = [] }: PodSpec): readonly AnyContainer[] => [
  ...initContainers,
  ...containers,
  ...(ephemeralContainers as AnyContainer[]),
]

export const namesOf = (containers: readonly Container[]): string[] => containers.map(({ name }) => name ?? '')

/** `"a", "b"` */
export const quoted = (items: readonly string[]): string => items.map((item) => `"${item}"`).join(', ')

export const plural = (one: string, many: string, count: number): string => (count === 1 ? one : many)

/** `container "a"`, `containers "a", "b"` */
export const theContainers = (names: readonly string[]): string => `${plural('container', 'containers', names.length)} ${quoted(names)}`

/** Each once, in order. */
export const sorted = (items: readonly string[]): string[] => [...new Set(items)].sort()

/** Pods that run in a user namespace of their own may do more. */
export const inUserNamespace = ({ spec }: PodUnderCheck): boolean => spec.hostUsers === false

export const onWindows = ({ spec }: PodUnderCheck): boolean => spec.os?.name === 'windows'

/** The pod, if its own security context is wrong, and the containers whose is: `pod and container "a"`. */
export const setters = (pod: boolean, containers: readonly string[]): string =>
  [...(pod ? ['pod'] : []), ...(containers.length > 0 ? [theContainers(containers)] : [])].join(' and ')
