/**
 * Takes away requests that have had their time, once an hour: those that are decided after an hour, those that nobody
 * decided or signed after a day, and those whose certificate has ended. Models pkg/controller/certificates/cleaner.
 */
import { certificateSigningRequests } from '../../../api/kinds.ts'
import { isNotFound, StatusError } from '../../../api/status.ts'
import type { CertificateSigningRequest } from '../../../api/types.ts'
import { firstCertificate } from '../../../api/x509/certificate.ts'
import { textOfBytes } from '../../../api/x509/pem.ts'
import type { ControllerParts } from '../../../client/run-controller.ts'

const hour = 3_600_000
const day = 24 * hour

export class CsrCleaner {
  #stopped = false

  constructor(private readonly parts: ControllerParts) {
    // So that there is a list when the time has come.
    parts.informers.of(certificateSigningRequests)
    this.#later()
  }

  stop(): void {
    this.#stopped = true
  }

  #later(): void {
    this.parts.clock.after(hour, () => this.#clean(), { background: true })
  }

  #clean(): void {
    if (this.#stopped) return
    const { client, clock, informers, onError } = this.parts
    for (const request of informers.lister(certificateSigningRequests).list()) {
      const { name } = request.metadata
      try {
        if (isOver(request, clock.now())) client.delete(certificateSigningRequests, name)
      } catch (error) {
        if (!(error instanceof StatusError)) throw error
        if (!isNotFound(error)) onError?.('csrcleaner', { namespace: '', name }, error)
      }
    }
    this.#later()
  }
}

function isOver({ metadata, status }: CertificateSigningRequest, now: number): boolean {
  const { conditions = [], certificate } = status ?? {}
  const since = (time: string | undefined, limit: number): boolean => time !== undefined && now - Date.parse(time) > limit
  const old = (type: string, limit: number): boolean => conditions.some((condition) => condition.type === type && since(condition.lastUpdateTime, limit))
  if (old('Denied', hour) || old('Failed', hour)) return true
  if (conditions.length === 0) return since(metadata.creationTimestamp, day)
  if (!certificate) return old('Approved', day)
  const ends = firstCertificate(textOfBytes(certificate))?.notAfter
  return old('Approved', hour) || (conditions.some(({ type }) => type === 'Approved') && ends !== undefined && now > ends)
}
