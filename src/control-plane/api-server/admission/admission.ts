/**
 * Admission: after authorization has said that a request may be made, plugins look at what it says. Some change the
 * object (a pod gets its service account), some refuse it. In a real API server they are compiled in and switched on by
 * --enable-admission-plugins, with webhooks and policies behind them; here they are the list in index.ts.
 */
import type { Kind } from '../../../api/kinds.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { Pki } from '../../../api/pki.ts'
import { forbidden, type StatusError } from '../../../api/status.ts'
import type { ClusterAuthorizer } from '../authorization/cluster-authorizer.ts'
import type { AdmissionAttributes } from '../registry/admission-chain.ts'
import type { ServedKinds } from '../served-kinds.ts'

export type { AdmissionAttributes }

/** What a plugin may ask of the server. */
export interface AdmissionContext {
  readonly authorizer: ClusterAuthorizer
  get<T extends KubeObject>(kind: Kind<T>, name: string, namespace?: string): T | undefined
  list<T extends KubeObject>(kind: Kind<T>, namespace: string): readonly T[]
  /** All of a kind, by name: kept, and read anew only after a change, because every request looks. */
  watched<T extends KubeObject>(kind: Kind<T>): readonly T[]
  readonly kinds: ServedKinds
  /** Writes the status as read and changed, as the server itself (system:apiserver). @throws StatusError */
  updateStatus<T extends KubeObject>(kind: Kind<T>, object: T): void
  /** Milliseconds since the epoch. */
  now(): number
  readonly pki: Pki
  /** Five characters for a generated name. */
  suffix(): string
}

export interface AdmissionPlugin {
  /** As in --enable-admission-plugins. */
  readonly name: string
  /** The kinds that it has a say in, with their subresources; all if it does not tell. */
  readonly about?: readonly Kind<any>[]
  /** May change `attributes.object`, and may refuse by throwing a StatusError. */
  admit?(attributes: AdmissionAttributes, context: AdmissionContext): void
  /** Sees the complete object and may refuse; also asked about deletions. */
  validate?(attributes: AdmissionAttributes, context: AdmissionContext): void
}

export const defineAdmission = (plugin: AdmissionPlugin): AdmissionPlugin => plugin

/** Whether the request is about objects of this kind, or their subresource. */
export const isAbout = ({ definition, subresource }: AdmissionAttributes, kind: Kind<unknown>, sub = ''): boolean =>
  definition.of.plural === kind.plural && definition.of.group === kind.group && subresource === sub

/** The refusal of a plugin: `pods "web" is forbidden: …`. An object still to be named goes by its generateName. */
export function refuse({ definition, name, object }: AdmissionAttributes, why: string): StatusError {
  return forbidden(definition.of, name || object?.metadata?.name || object?.metadata?.generateName || 'Unknown', why)
}

/** Of several defaults the one that was made last; of those the first by name. */
export const newestByName = <T extends KubeObject>(objects: readonly T[]): T | undefined =>
  [...objects].sort((a, b) => {
    const [one, other] = [a.metadata.creationTimestamp, b.metadata.creationTimestamp]
    if (one !== other) return one > other ? -1 : 1
    return a.metadata.name < b.metadata.name ? -1 : 1
  })[0]
