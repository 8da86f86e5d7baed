import { badRequest } from '../../../api/status.ts'
import { withAuthenticated } from '../authentication/authentication.ts'
import type { Review } from './review.ts'

/** Whose token is this? Asked by servers that let Kubernetes authenticate their callers. */
export const tokenReview: Review = {
  plural: 'tokenreviews',
  answer(question, { tokens }) {
    const { token = '', audiences } = question.spec ?? {}
    if (token === '') throw badRequest('token is required for TokenReview in authentication')
    const found = tokens.authenticate(token, audiences?.length ? audiences : undefined)
    const status =
      'user' in found ? { authenticated: true, user: wire(found.user), audiences: found.audiences } : { user: {}, error: bearerError(found.problem) }
    return { ...question, metadata: question.metadata ?? {}, status }
  },
}

/** What the server itself would have to say to who comes with such a token. */
const bearerError = (problem: string | undefined): string => (problem === undefined ? 'invalid bearer token' : `[invalid bearer token, ${problem}]`)

function wire(user: Parameters<typeof withAuthenticated>[0]): object {
  const { username, uid, groups, extra } = withAuthenticated(user)
  return { username, ...(uid ? { uid } : {}), groups, ...(extra ? { extra } : {}) }
}
