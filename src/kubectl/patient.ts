/** A server that answers "not now, in so many seconds" is asked again then. Models client-go rest/with_retry.go. */
import type { ApiResponse } from '../api/request.ts'
import type { KubectlIo } from './command.ts'
import type { Transport } from './transport.ts'

const mostRetries = 10

export const patient = (transport: Transport, io: Pick<KubectlIo, 'sleep' | 'signal'>): Transport => ({
  server: transport.server,
  async send(request) {
    for (let retries = 0; ; retries++) {
      const response = await transport.send(request)
      const seconds = retryAfter(response)
      if (seconds === undefined || retries === mostRetries) return response
      await io.sleep(seconds * 1000, io.signal)
      if (io.signal.aborted) return response
    }
  },
})

function retryAfter({ status, headers }: ApiResponse): number | undefined {
  const text = headers['retry-after'] ?? ''
  return (status === 429 || status >= 500) && /^\d+$/.test(text) ? Number(text) : undefined
}
