/** A resourceVersion that a client sent, as a revision of the store. */
import { StatusError } from '../../../api/status.ts'

/** @throws 400 for what is no number, 504 for a revision that the store has not reached. */
export function parseRevision(text: string, current: number): number {
  if (!/^\d+$/.test(text))
    throw new StatusError(
      400,
      'BadRequest',
      `resourceVersion: Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`,
    )
  const revision = Number(text)
  if (revision > current)
    throw new StatusError(504, 'Timeout', `Timeout: Too large resource version: ${text}, current: ${current}`, {
      causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
      retryAfterSeconds: 1,
    })
  return revision
}
