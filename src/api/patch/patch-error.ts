/** Why a patch could not be created or applied, and what an API server answers then. */
import { badRequest, StatusError } from '../status.ts'

export class PatchError extends Error {
  constructor(
    message: string,
    /** HTTP status that the API server answers with. */
    readonly code: 400 | 413 | 422 | 500 = 500,
  ) {
    super(message)
    this.name = 'PatchError'
  }
}

/** Models apiserver pkg/endpoints/handlers/patch.go: the reason of a 422 stays in the server, the client sees only that it failed. */
export function patchStatus(error: PatchError): StatusError {
  if (error.code === 400) return badRequest(error.message)
  if (error.code === 413) return new StatusError(413, 'RequestEntityTooLarge', `Request entity is too large: ${error.message}`)
  if (error.code === 422) return new StatusError(422, 'Invalid', 'the server rejected our request due to an error in our request', {})
  return new StatusError(500, '', error.message)
}
