/**
 * The audit stream: one record for every request, with who asked, for what, and what came of it. Auditors read it in a
 * real cluster; here the tutor's trace ("you → API server → deployment controller → …") is drawn from it as well.
 * Models apiserver pkg/apis/audit/v1, level Metadata.
 */
import type { ApiRequest, ApiResponse, UserInfo } from '../../api/request.ts'
import type { RequestInfo } from './request-info.ts'

export interface AuditRecord {
  readonly auditID: string
  readonly stage: 'ResponseComplete' | 'ResponseStarted'
  readonly requestURI: string
  readonly verb: string
  readonly user: UserInfo
  readonly impersonatedUser?: UserInfo
  readonly userAgent: string
  readonly objectRef?: {
    resource: string
    apiGroup?: string
    apiVersion: string
    namespace?: string
    name?: string
    subresource?: string
    uid?: string
    resourceVersion?: string
  }
  readonly responseStatus: { code: number; reason?: string; message?: string }
  /** Milliseconds since the epoch. */
  readonly time: number
  readonly decision?: 'allow' | 'forbid'
  readonly reason?: string
  /** What authorization and admission noted. */
  readonly annotations: Readonly<Record<string, string>>
  /** The request and its answer as they are, for who writes more of them down. */
  readonly info: RequestInfo
  readonly request: ApiRequest
  readonly response: ApiResponse
  /** Whether the request came from a component of the cluster, not from outside. */
  readonly component: boolean
}

type Listener = (record: AuditRecord) => void
/** Whether a listener wants a record of such a request, asked before one is made. */
type Wants = (info: RequestInfo, user: UserInfo) => boolean

const always: Wants = () => true

export class AuditStream {
  readonly #listeners = new Map<Listener, Wants>()

  /** Whether anybody listens at all. */
  get active(): boolean {
    return this.#listeners.size > 0
  }

  /** Records are only made while somebody listens who wants them. */
  wants(info: RequestInfo, user: UserInfo): boolean {
    for (const wants of this.#listeners.values()) if (wants(info, user)) return true
    return false
  }

  subscribe(listener: Listener, wants: Wants = always): () => void {
    this.#listeners.set(listener, wants)
    return () => this.#listeners.delete(listener)
  }

  publish(record: AuditRecord): void {
    for (const [listener, wants] of [...this.#listeners]) if (wants(record.info, record.user)) listener(record)
  }
}

/** What a request amounted to. `who` holds the users before and after impersonation as far as they are known. */
export function auditRecord(
  request: ApiRequest,
  info: RequestInfo,
  response: ApiResponse,
  who: { user: UserInfo; impersonated?: UserInfo; decision?: 'allow' | 'forbid'; reason?: string; annotations?: Record<string, string> },
  id: string,
  time: number,
): AuditRecord {
  const body = response.body as
    | { kind?: string; reason?: string; message?: string; metadata?: { uid?: string; resourceVersion?: string; name?: string } }
    | undefined
  const failed = response.status >= 400
  return {
    auditID: id,
    stage: response.stream ? 'ResponseStarted' : 'ResponseComplete',
    requestURI: uri(request),
    verb: info.verb,
    user: who.user,
    ...(who.impersonated ? { impersonatedUser: who.impersonated } : {}),
    userAgent: request.headers?.['user-agent'] ?? '',
    ...(info.isResource ? { objectRef: objectReference(info, failed ? undefined : body?.metadata) } : {}),
    responseStatus:
      failed && typeof body === 'object'
        ? { code: response.status, ...(body.reason ? { reason: body.reason } : {}), ...(body.message ? { message: body.message } : {}) }
        : { code: response.status },
    time,
    ...(who.decision ? { decision: who.decision } : {}),
    ...(who.reason ? { reason: who.reason } : {}),
    annotations: {
      ...who.annotations,
      ...(who.decision ? { 'authorization.k8s.io/decision': who.decision, 'authorization.k8s.io/reason': who.reason ?? '' } : {}),
    },
    info,
    request,
    response,
    component: request.component !== undefined,
  }
}

function objectReference(
  info: RequestInfo,
  metadata: { uid?: string; resourceVersion?: string; name?: string } | undefined,
): NonNullable<AuditRecord['objectRef']> {
  const name = info.name || metadata?.name
  return {
    resource: info.resource,
    ...(info.namespace ? { namespace: info.namespace } : {}),
    ...(name ? { name } : {}),
    ...(info.group ? { apiGroup: info.group } : {}),
    apiVersion: info.version,
    ...(info.subresource ? { subresource: info.subresource } : {}),
    ...(metadata?.uid ? { uid: metadata.uid } : {}),
    ...(metadata?.resourceVersion ? { resourceVersion: metadata.resourceVersion } : {}),
  }
}

function uri(request: ApiRequest): string {
  const parameters = Object.entries(request.query ?? {}).flatMap(([key, value]) =>
    (typeof value === 'string' ? [value] : value).map((one) => `${encodeURIComponent(key)}=${encodeURIComponent(one)}`),
  )
  return parameters.length > 0 ? `${request.path}?${parameters.join('&')}` : request.path
}
