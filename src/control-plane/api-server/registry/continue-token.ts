/** The token between two pages of a list: where to go on, and as of which revision. Models apiserver pkg/storage/continue.go. */
import { badRequest } from '../../../api/status.ts'

export interface Continuation {
  readonly after: string
  readonly revision: number
}

/** The token is opaque to clients; like the real one it is JSON in base64 (URL alphabet, no padding). */
export const encodeContinue = ({ after, revision }: Continuation): string => toBase64Url(JSON.stringify({ v: 'meta.k8s.io/v1', rv: revision, start: after }))

/** @throws 400 for a token that is not one of ours. */
export function decodeContinue(token: string): Continuation {
  try {
    const { v, rv, start } = JSON.parse(fromBase64Url(token)) as { v: unknown; rv: unknown; start: unknown }
    if (v === 'meta.k8s.io/v1' && typeof rv === 'number' && Number.isInteger(rv) && typeof start === 'string' && !start.includes('..'))
      return { after: start, revision: rv }
  } catch {
    // Falls through to the refusal below.
  }
  throw badRequest('continue key is not valid: encoded token is not in a known format')
}

const toBase64Url = (text: string): string => btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
const fromBase64Url = (text: string): string => atob(text.replaceAll('-', '+').replaceAll('_', '/'))
