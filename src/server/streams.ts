/** Answers that go on: watches as JSON lines, followed logs as text. */
import type { ServerResponse } from 'node:http'
import type { ApiResponse } from '../api/request.ts'
import { eventBytes } from './wire-text.ts'

/** What may wait in memory for a client that does not read; then the connection is cut, as a real watch would be. */
const maxWaitingBytes = 16 * 1024 * 1024

export function sendStream(response: ApiResponse, outgoing: ServerResponse): void {
  const { stream } = response
  outgoing.statusCode = response.status
  outgoing.flushHeaders()
  const write = (text: string | Buffer): void => {
    outgoing.write(text)
    if (outgoing.writableLength > maxWaitingBytes) outgoing.destroy()
  }
  const end = (): void => {
    outgoing.end()
  }
  const cancel =
    stream?.kind === 'watch'
      ? stream.open({ data: (event) => write(eventBytes(event)), end })
      : stream?.kind === 'text'
        ? stream.open({ data: write, end })
        : end
  outgoing.on('close', () => cancel())
}
