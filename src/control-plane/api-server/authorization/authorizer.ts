/** The question that authorization answers: may this user do this? */
import type { UserInfo } from '../../../api/request.ts'
import type { NonResourceRule, ResourceRule } from '../../../api/types.ts'

export interface Attributes {
  readonly user: UserInfo
  readonly verb: string
  /** False for paths such as /healthz, which have only `path`. */
  readonly isResource: boolean
  readonly group: string
  readonly version: string
  readonly resource: string
  readonly subresource: string
  readonly namespace: string
  readonly name: string
  readonly path: string
  /** What a list is narrowed to, as in the query; only the node authorizer asks. */
  readonly fieldSelector?: string | undefined
}

export interface Decision {
  readonly allowed: boolean
  /** Why, as SubjectAccessReview and the audit log say it: `RBAC: allowed by RoleBinding "…"`. */
  readonly reason: string
}

export interface Authorizer {
  authorize(attributes: Attributes): Decision
  /** For `kubectl auth can-i --list`. */
  rulesFor(
    user: UserInfo,
    namespace: string,
  ): { resourceRules: ResourceRule[]; nonResourceRules: NonResourceRule[]; incomplete: boolean; evaluationError?: string }
}
