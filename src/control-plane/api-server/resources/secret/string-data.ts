/** `stringData`: the write-only, readable way to fill `data`. Models the conversion of Secrets in pkg/apis/core/v1. */
import type { Secret } from '../../../../api/types.ts'
import { encodeBase64 } from './base64.ts'

/** Moves `stringData` into `data`; it is never stored. */
export function encodeStringData(secret: Secret): void {
  if (secret.stringData) {
    const encoded = Object.entries(secret.stringData).map(([key, text]) => [key, encodeBase64(text)])
    secret.data = { ...secret.data, ...Object.fromEntries(encoded) }
  }
  secret.stringData = undefined
}
