/** What is said of an eviction. Models evictionMessage in pkg/kubelet/eviction/helpers.go. */
import { Quantity } from '../../../api/quantity.ts'
import type { Pod } from '../../../api/types.ts'
import type { Observations } from './observations.ts'
import { amountOf, signals, type Threshold } from './thresholds.ts'

/** Bytes that a container uses of the resource that is short, by its name. */
export type ContainerUse = ReadonlyMap<string, number>

const binary = (bytes: number): string => Quantity.of(bytes, 0, 'BinarySI').toString()

export function evictionMessage(resource: string, pod: Pod, use: ContainerUse, thresholds: readonly Threshold[], observations: Observations): string {
  const threshold = thresholds.find(({ signal }) => signals[signal].resource === resource)
  return `The node was low on resource: ${resource}. ${threshold ? thresholdText(threshold, observations) : ''}${offenders(resource, pod, use)}`
}

function thresholdText({ signal, value }: Threshold, observations: Observations): string {
  const { available, capacity } = observations[signal]
  const text = (amount: number): string => (signal === 'pid.available' ? String(amount) : binary(amount))
  const quantity = value.endsWith('%') ? text(amountOf(value, capacity)) : Quantity.parse(value).toString()
  return `Threshold quantity: ${quantity}, available: ${signal === 'pid.available' ? available : kibibytes(available)}. `
}

/** Go's quantities of a number of bytes show the largest unit that divides it. */
const kibibytes = (bytes: number): string => binary(Math.trunc(bytes / 1024) * 1024)

function offenders(resource: string, pod: Pod, use: ContainerUse): string {
  return pod.spec.containers
    .map(({ name, resources }) => {
      const used = use.get(name)
      const request = Quantity.parse(resources?.requests?.[resource] ?? '0')
      if (used === undefined || used <= request.value) return ''
      return `Container ${name} was using ${kibibytes(used)}, request is ${request.toString()}, has larger consumption of ${resource}. `
    })
    .join('')
}

export const emptyDirTooLarge = (volume: string, limit: string): string =>
  `Usage of EmptyDir volume ${JSON.stringify(volume)} exceeds the limit ${JSON.stringify(limit)}. `
export const podStorageTooLarge = (limit: string): string => `Pod ephemeral local storage usage exceeds the total limit of containers ${limit}. `
export const containerStorageTooLarge = (container: string, limit: string): string =>
  `Container ${container} exceeded its local ephemeral storage limit ${JSON.stringify(limit)}. `
export const nodeHasConditions = (conditions: readonly string[]): string => `The node had condition: [${conditions.join(' ')}]. `
