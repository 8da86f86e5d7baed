/**
 * The audit log: what --audit-log-path and --audit-policy-file make of the audit stream. It keeps what its policy wants of each
 * request, as it came, and writes lines only for who reads them. What is old is dropped, as log rotation would.
 */
import type { Cancel } from '../../api/request.ts'
import type { AuditRecord, AuditStream } from './audit.ts'
import { auditLines } from './audit-event.ts'
import { type AuditDecision, type AuditPolicy, auditDecision } from './audit-policy.ts'

/** How many requests stay. */
const most = 2000

interface Kept {
  readonly record: AuditRecord
  readonly decision: AuditDecision
}

export class AuditLog {
  #kept: Kept[] = []
  #text: string | undefined
  readonly #sourceIP: (record: AuditRecord) => string

  /** @param sourceIP where a request came from */
  constructor(
    readonly policy: AuditPolicy,
    sourceIP: (record: AuditRecord) => string,
  ) {
    this.#sourceIP = sourceIP
  }

  follow(stream: AuditStream): Cancel {
    return stream.subscribe(
      (record) => {
        this.#kept.push({ record, decision: auditDecision(this.policy, record.info, record.user) })
        if (this.#kept.length > 2 * most) this.#kept = this.#kept.slice(-most)
        this.#text = undefined
      },
      (info, user) => auditDecision(this.policy, info, user).level !== 'None',
    )
  }

  /** The file: a line of JSON for each stage of each request. */
  get text(): string {
    this.#text ??= this.#kept
      .flatMap(({ record, decision }) => auditLines(record, decision, this.#sourceIP(record)))
      .map((line) => `${line}\n`)
      .join('')
    return this.#text
  }
}
