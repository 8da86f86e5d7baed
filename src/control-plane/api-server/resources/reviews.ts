/** Questions to the API server about who one is and what one may do: answered, never stored. */
import {
  localSubjectAccessReviews,
  selfSubjectAccessReviews,
  selfSubjectReviews,
  selfSubjectRulesReviews,
  subjectAccessReviews,
  tokenReviews,
} from '../../../api/kinds.ts'
import { defineResource } from '../resource.ts'

const virtual = { verbs: ['create'], columns: [] } as const

export const selfSubjectReview = defineResource({ of: selfSubjectReviews, ...virtual })
export const tokenReview = defineResource({ of: tokenReviews, ...virtual })
export const localSubjectAccessReview = defineResource({ of: localSubjectAccessReviews, ...virtual })
export const selfSubjectAccessReview = defineResource({ of: selfSubjectAccessReviews, ...virtual })
export const selfSubjectRulesReview = defineResource({ of: selfSubjectRulesReviews, ...virtual })
export const subjectAccessReview = defineResource({ of: subjectAccessReviews, ...virtual })
