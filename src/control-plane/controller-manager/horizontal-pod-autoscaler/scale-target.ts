/** What an autoscaler scales: anything that has a scale. Models the RESTMapper and the scale client of client-go. */
import type { Kind } from '../../../api/kinds.ts'
import { isConflict, StatusError } from '../../../api/status.ts'
import type { Scale, V2CrossVersionObjectReference } from '../../../api/types.ts'
import type { Client } from '../../../client/client.ts'
import { discoverPresent } from '../../../client/discovery.ts'

export interface Target {
  readonly kind: Kind
  readonly scale: Scale
}

/** There is no such target; the message says why, in the words of client-go. */
export class NoTarget extends Error {}

/** The target with its scale, from the first version of its kind that has one. Throws NoTarget. */
export function findTarget(client: Client, { apiVersion = '', kind, name }: V2CrossVersionObjectReference, namespace: string): Target {
  const parts = apiVersion.split('/')
  if (parts.length > 2) throw new NoTarget(`unexpected GroupVersion string: ${apiVersion}`)
  const group = parts.length === 2 ? (parts[0] as string) : ''
  const versions = discoverPresent(client).filter((known) => known.kind === kind && known.group === group)
  if (versions.length === 0) throw new NoTarget(`no matches for kind ${JSON.stringify(kind)} in group ${JSON.stringify(group)}`)
  let first: StatusError | undefined
  for (const version of versions) {
    try {
      return { kind: version, scale: client.scaleOf(version, name, namespace) }
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      first ??= error
    }
  }
  throw new NoTarget(first?.message)
}

const attempts = 5

/** Writes the size; if somebody else wrote in between, on top of that. Throws StatusError. */
export function resize(client: Client, { kind, scale }: Target, replicas: number): void {
  const { name, namespace = '' } = scale.metadata
  for (let current = scale, attempt = 1; ; attempt++) {
    try {
      client.update(kind as Kind<Scale>, { ...current, spec: { ...current.spec, replicas } }, 'scale')
      return
    } catch (error) {
      if (!isConflict(error) || attempt === attempts) throw error
      current = client.scaleOf(kind, name, namespace)
    }
  }
}
