/** A record of the audit stream as the audit log writes it: one line of JSON for each stage. Models apiserver pkg/apis/audit/v1. */
import type { UserInfo } from '../../api/request.ts'
import { isStatus } from '../../api/request.ts'
import { formatMicroTime } from '../../api/time.ts'
import type { AuditRecord } from './audit.ts'
import type { AuditDecision, AuditStage } from './audit-policy.ts'

/** Kinds whose contents are not for the log, whatever the level: only that they were asked for. */
const secretive = new Set(['tokenreviews'])

/** The lines of one request, in order of time. */
export function auditLines(record: AuditRecord, decision: AuditDecision, sourceIP: string): string[] {
  const stages: AuditStage[] = ['RequestReceived', record.stage]
  return stages.filter((stage) => !decision.omitStages.includes(stage)).map((stage) => JSON.stringify(auditEvent(record, decision, stage, sourceIP)))
}

function auditEvent(record: AuditRecord, { level, omitManagedFields }: AuditDecision, stage: AuditStage, sourceIP: string): object {
  const isDone = stage !== 'RequestReceived'
  const time = formatMicroTime(record.time)
  const kept = secretive.has(record.objectRef?.resource ?? '') ? 'Metadata' : level
  const requestObject = isDone && kept !== 'Metadata' ? bodyOf(record.request.body) : undefined
  const responseObject = isDone && kept === 'RequestResponse' && !record.response.stream ? bodyOf(record.response.body) : undefined
  return {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level,
    auditID: record.auditID,
    stage,
    requestURI: record.requestURI,
    verb: record.verb,
    user: userOf(record.user),
    ...(record.impersonatedUser ? { impersonatedUser: userOf(record.impersonatedUser) } : {}),
    sourceIPs: [sourceIP],
    ...(record.userAgent ? { userAgent: record.userAgent } : {}),
    ...(record.objectRef ? { objectRef: referenceOf(record.objectRef, isDone) } : {}),
    ...(isDone ? { responseStatus: statusOf(record) } : {}),
    ...(requestObject === undefined ? {} : { requestObject: withoutManagedFields(requestObject, omitManagedFields) }),
    ...(responseObject === undefined ? {} : { responseObject: withoutManagedFields(responseObject, omitManagedFields) }),
    requestReceivedTimestamp: time,
    stageTimestamp: time,
    ...(isDone && Object.keys(record.annotations).length > 0 ? { annotations: sorted(record.annotations) } : {}),
  }
}

const userOf = ({ username, uid, groups, extra }: UserInfo): object => ({
  username,
  ...(uid ? { uid } : {}),
  ...(groups.length > 0 ? { groups } : {}),
  ...(extra ? { extra } : {}),
})

/** The name of what is created and its uid are known only afterwards. */
function referenceOf(reference: NonNullable<AuditRecord['objectRef']>, isDone: boolean): object {
  const { resource, namespace, name, uid, apiGroup, apiVersion, resourceVersion, subresource } = reference
  return {
    resource,
    ...(namespace ? { namespace } : {}),
    ...(name ? { name } : {}),
    ...(uid && isDone ? { uid } : {}),
    ...(apiGroup ? { apiGroup } : {}),
    apiVersion,
    ...(resourceVersion && isDone ? { resourceVersion } : {}),
    ...(subresource ? { subresource } : {}),
  }
}

function statusOf({ response }: AuditRecord): object {
  const { body } = response
  if (response.status < 400 || !isStatus(body)) return { metadata: {}, code: response.status }
  const { status, message, reason, details, code } = body
  return { metadata: {}, status, ...(message ? { message } : {}), ...(reason ? { reason } : {}), ...(details ? { details } : {}), code }
}

/** As an object, however it came. */
function bodyOf(body: unknown): unknown {
  if (typeof body !== 'string') return body
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

function withoutManagedFields(body: unknown, omit: boolean): unknown {
  const metadata = (body as { metadata?: { managedFields?: unknown } } | null)?.metadata
  if (!omit || !metadata?.managedFields) return body
  const { managedFields: _fields, ...rest } = metadata
  return { ...(body as object), metadata: rest }
}

const sorted = (annotations: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(annotations).sort(([a], [b]) => (a < b ? -1 : 1)))
