import { badRequest } from '../../../api/status.ts'
import type { Review } from './review.ts'

/** What may I do here? (`kubectl auth can-i --list`) */
export const selfSubjectRulesReview: Review = {
  plural: 'selfsubjectrulesreviews',
  answer(question, { user, authorizer }) {
    const namespace = question.spec?.namespace ?? ''
    if (namespace === '') throw badRequest('no namespace on request')
    return { ...question, metadata: question.metadata ?? {}, status: authorizer.rulesFor(user, namespace) }
  },
}
