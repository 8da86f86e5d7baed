/** Requests to the metrics APIs, which are served by others through aggregation or not at all. Models client-go rest and k8s.io/metrics pkg/client. */
import { parseDuration } from '../../../../api/duration.ts'
import { formatSelector, type Selector } from '../../../../api/labels.ts'
import { Quantity } from '../../../../api/quantity.ts'
import { isStatus } from '../../../../api/request.ts'
import { parseTime } from '../../../../api/time.ts'
import type { Client } from '../../../../client/client.ts'

/** Why no replica count can be told; the message goes into the condition and the event. */
export class MetricsError extends Error {}

/** What was measured of one pod. */
export interface PodMetric {
  /** When the measurement ended, in milliseconds. */
  readonly timestamp: number
  /** How long it took, in milliseconds. */
  readonly window: number
  /** Thousandths: millicores, thousandths of a byte. */
  readonly value: number
}

/** By the names of the pods. */
export type PodMetrics = Map<string, PodMetric>

export interface MetricsRequest {
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  /** `pods.metrics.k8s.io`: how an error names what was asked for. */
  readonly subject: string
}

/** What an answer without words means. Models NewGenericServerResponse of apimachinery. */
const meanings: Readonly<Record<number, string>> = {
  404: 'the server could not find the requested resource',
  429: 'the server has received too many requests and has asked us to try again later',
  503: 'the server is currently unable to handle the request',
  504: 'the server was unable to return a response in the time allotted, but may still be processing the request',
}

/** The document at a path of a metrics API. Throws MetricsError in the words of client-go. */
export function readMetrics<T>(client: Client, { path, query, subject }: MetricsRequest): T {
  const { status, body } = client.request({ method: 'GET', path, headers: { accept: 'application/json' }, ...(query ? { query } : {}) })
  const document = typeof body === 'string' && status < 400 ? JSON.parse(body) : body
  if (status < 400) return document as T
  // A path that nobody serves is answered with no details, as by a server that knows nothing of Status.
  if (isStatus(document) && (status !== 404 || document.details?.kind || document.details?.name)) throw new MetricsError(document.message ?? '')
  const said = typeof body === 'string' ? body : ''
  throw new MetricsError(`${meanings[status] ?? `an error on the server (${JSON.stringify(said)}) has prevented the request from succeeding`} (get ${subject})`)
}

/** The query of a request that chooses by labels; the empty selector chooses everything and is not sent. */
export const chosenBy = (name: string, selector: Selector): Record<string, string> => {
  const text = formatSelector(selector)
  return text === '' ? {} : { [name]: text }
}

/** Without one, a sample is taken to stand for a minute. */
const defaultWindow = 60_000

/** One measurement from the fields that all metrics APIs share. */
export const sample = (timestamp: string, window: string | number | undefined, value: number): PodMetric => ({
  timestamp: parseTime(timestamp),
  window: window === undefined ? defaultWindow : typeof window === 'number' ? window * 1000 : parseDuration(window),
  value,
})

export const milliValue = (quantity: string | number): number => Quantity.parse(quantity).milliValue
