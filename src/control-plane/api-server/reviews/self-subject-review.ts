import type { Review } from './review.ts'

/** Who am I? (`kubectl auth whoami`) */
export const selfSubjectReview: Review = {
  plural: 'selfsubjectreviews',
  answer(question, { user, timestamp }) {
    const { username, uid, groups, extra } = user
    const userInfo = { username, ...(uid ? { uid } : {}), groups, ...(extra ? { extra } : {}) }
    return { ...question, metadata: { ...question.metadata, creationTimestamp: timestamp }, status: { userInfo } }
  },
}
