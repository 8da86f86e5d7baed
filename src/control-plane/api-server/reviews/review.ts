/** The review kinds: questions that are POSTed like objects, answered in their status, and not stored. */
import type { AnyObject } from '../../../api/object.ts'
import type { UserInfo } from '../../../api/request.ts'
import type { ServiceAccountTokens } from '../authentication/service-account-token.ts'
import type { Authorizer } from '../authorization/authorizer.ts'

export interface ReviewContext {
  readonly user: UserInfo
  readonly namespace: string
  readonly authorizer: Authorizer
  readonly tokens: ServiceAccountTokens
  readonly timestamp: string
}

export interface Review {
  readonly plural: string
  /** The answered question. @throws 400 or 422 for a question that makes no sense. */
  answer(question: AnyObject, context: ReviewContext): object
}
