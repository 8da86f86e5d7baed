/** All review kinds. */
import { localSubjectAccessReview, selfSubjectAccessReview, subjectAccessReview } from './access-review.ts'
import type { Review } from './review.ts'
import { selfSubjectRulesReview } from './rules-review.ts'
import { selfSubjectReview } from './self-subject-review.ts'
import { tokenReview } from './token-review.ts'

const reviews: readonly Review[] = [
  selfSubjectReview,
  tokenReview,
  localSubjectAccessReview,
  selfSubjectAccessReview,
  selfSubjectRulesReview,
  subjectAccessReview,
]

export const reviewOf = (plural: string): Review | undefined => reviews.find((review) => review.plural === plural)
