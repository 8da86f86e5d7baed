/**
 * Objects as they go over the wire. What the store holds never changes, so an item of a list is put into bytes once, and
 * watchers of the same change share its bytes.
 */
import { oncePerObject } from '../api/once-per-object.ts'
import { jsonText, wantsPretty } from '../api/pretty.ts'

const sharedBytes = oncePerObject((object: object): Buffer => Buffer.from(JSON.stringify(object)))

const comma = Buffer.from(',')
const newline = Buffer.from('\n')

/** The bytes of an answer; indented for people, who ask with curl or a browser. */
export function answerBytes(body: object, userAgent: string, pretty: string | undefined): string | Buffer {
  const { items, ...head } = body as { items?: unknown }
  if (wantsPretty(userAgent, pretty)) return jsonText(body, userAgent, pretty)
  if (!Array.isArray(items) || !items.every(isObject)) return Buffer.concat([sharedBytes(body), newline])
  const parts: Buffer[] = [Buffer.from(`${JSON.stringify(head).slice(0, -1)},"items":[`)]
  for (const [i, item] of items.entries()) parts.push(...(i > 0 ? [comma] : []), sharedBytes(item))
  return Buffer.concat([...parts, Buffer.from(']}\n')])
}

/** A watch event as a line. */
export function eventBytes(event: object): string | Buffer {
  const { type, object } = event as { type?: string; object?: unknown }
  if (!isObject(object)) return `${JSON.stringify(event)}\n`
  return Buffer.concat([Buffer.from(`{"type":${JSON.stringify(type)},"object":`), sharedBytes(object), Buffer.from('}\n')])
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
