/** The cluster of this process, as far as the tutor's words look into it. */
import type { AnyObject } from '../api/object.ts'
import { isStatus } from '../api/request.ts'
import type { Cluster } from '../cluster.ts'
import type { AuditRecord } from '../control-plane/api-server/audit.ts'
import type { Deed, Insight, Placement } from '../tutor/insight/insight.ts'
import { ClusterWorld } from './stage/world.ts'

const changing = new Set(['create', 'update', 'patch', 'delete', 'deletecollection'])
/** These tell what happened, and make nothing happen. */
const talk = new Set(['events', 'leases', 'subjectaccessreviews', 'selfsubjectaccessreviews', 'selfsubjectrulesreviews', 'tokenreviews'])
/** After one change of the learner's so many requests are remembered: enough to draw, and no more. */
const longest = 2000

export class ClusterInsight extends ClusterWorld implements Insight {
  readonly #cluster: Cluster
  #deeds: Deed[] = []
  #refusal: Deed | undefined

  constructor(cluster: Cluster) {
    super(cluster)
    this.#cluster = cluster
    const matters = ({ verb, resource }: { verb: string; resource?: string | undefined }): boolean => changing.has(verb) && !talk.has(resource ?? '')
    cluster.apiServer.audit.subscribe(
      (record) => this.#note(record),
      (info, user) => matters(info) || !user.username.startsWith('system:'),
    )
  }

  get deeds(): readonly Deed[] {
    return this.#deeds
  }

  get refusal(): Deed | undefined {
    return this.#refusal
  }

  placement(podUid: string): Placement | undefined {
    // None while no scheduler runs.
    const scheduler: Cluster['scheduler'] | undefined = this.#cluster.scheduler
    return scheduler?.explain(podUid)
  }

  now(): number {
    return this.#cluster.clock.now()
  }

  #note(record: AuditRecord): void {
    const deed = deedOf(record)
    if (!deed) return
    if (deed.learner && deed.code === 403) this.#refusal = deed
    const changed = changing.has(deed.verb) && deed.code < 300 && !isDryRun(record) && !talk.has(deed.resource)
    if (!changed) return
    if (deed.learner) this.#deeds = continues(this.#deeds, deed) ? [...this.#deeds] : []
    if (this.#deeds.length < longest) this.#deeds.push(deed)
  }
}

/** Several requests of one command, at the same moment, are one change. */
const continues = ([first]: readonly Deed[], { time }: Deed): boolean => first !== undefined && first.time === time

const isDryRun = ({ request }: AuditRecord): boolean => request.query?.dryRun !== undefined

function deedOf({ verb, objectRef, user, impersonatedUser, responseStatus, time, component, response, request }: AuditRecord): Deed | undefined {
  if (!objectRef) return undefined
  const { resource, subresource, namespace = '', name = '', apiGroup = '' } = objectRef
  const body = response.body
  const object = typeof body === 'object' && !isStatus(body) ? (body as AnyObject) : undefined
  const binding = subresource === 'binding' && typeof request.body === 'object' ? (request.body as { target?: { name?: string } }) : undefined
  return {
    user: (impersonatedUser ?? user).username,
    learner: !component,
    verb,
    resource: subresource ? `${resource}/${subresource}` : resource,
    group: apiGroup,
    namespace,
    name: name || (object?.metadata?.name ?? ''),
    code: responseStatus.code,
    time,
    ...(object ? { object } : {}),
    ...(responseStatus.message ? { message: responseStatus.message } : {}),
    ...(binding?.target?.name ? { target: binding.target.name } : {}),
  }
}
