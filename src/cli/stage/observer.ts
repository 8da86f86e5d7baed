/**
 * Watches over a learner's shoulder: what they asked of the API server, and whether it changed anything. Requests of
 * components, of pods and of the tutor itself do not count.
 */
import type { ApiHandler } from '../../api/request.ts'
import type { Cluster } from '../../cluster.ts'
import type { AuditRecord } from '../../control-plane/api-server/audit.ts'
import type { Observation } from '../../tutor/world.ts'

export class Observer {
  #observations: Observation[] = []
  #writes = 0
  #paused = 0

  constructor(private readonly cluster: Cluster) {}

  get observations(): readonly Observation[] {
    return this.#observations
  }

  /** Moves whenever the learner changes the cluster, be it in a container. */
  get writes(): number {
    return this.#writes
  }

  forget(): void {
    this.#observations = []
  }

  /** What happens meanwhile is not the learner's doing: completion asks for names, too. */
  async ignoring<T>(run: () => Promise<T>): Promise<T> {
    this.#paused++
    try {
      return await run()
    } finally {
      this.#paused--
    }
  }

  /** The cluster's way in for the learner. */
  readonly handle: ApiHandler = (request) => {
    const { apiServer, handle } = this.cluster
    if (this.#paused > 0) return handle(request)
    const forget = apiServer.audit.subscribe((record) => this.#note(record))
    const before = apiServer.etcd.revision
    try {
      const response = handle(request)
      if (response.stream?.kind === 'exec') response.stream.session.onChange?.(() => this.#writes++)
      return response
    } finally {
      forget()
      if (apiServer.etcd.revision !== before) this.#writes++
    }
  }

  #note({ verb, objectRef, requestURI, user, impersonatedUser, responseStatus, time, component }: AuditRecord): void {
    if (component || !objectRef) return
    const { resource, subresource, namespace = '', name = '' } = objectRef
    this.#observations.push({
      // A shell in a container is asked for with POST by some clients and with GET by others.
      verb: subresource === 'exec' || subresource === 'attach' ? 'create' : verb,
      resource: subresource ? `${resource}/${subresource}` : resource,
      namespace,
      name,
      container: new URL(requestURI, 'https://cluster').searchParams.get('container') ?? undefined,
      user: (impersonatedUser ?? user).username,
      code: responseStatus.code,
      time,
    })
  }
}
