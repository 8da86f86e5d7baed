/**
 * The annotation in which client-side apply keeps what it applied last: only so can it tell a field that you removed from
 * one that somebody else added. Models kubectl pkg/util/apply.go.
 */

import { compactJson } from '../api/json-text.ts'
import type { AnyObject } from '../api/object.ts'

export const lastAppliedAnnotation = 'kubectl.kubernetes.io/last-applied-configuration'

/** `struct` for objects that kubectl made itself, field by field; `map` for those it read. They differ in the order of keys. */
export type Encoding = 'struct' | 'map'

/** The text in the annotation, or undefined. */
export const lastAppliedOf = (object: AnyObject): string | undefined => object.metadata?.annotations?.[lastAppliedAnnotation]

/** The object as the annotation holds it: without the annotation itself. */
export function configurationOf(object: AnyObject, encoding: Encoding = 'map'): string {
  const { [lastAppliedAnnotation]: _, ...annotations } = object.metadata.annotations ?? {}
  const { annotations: __, ...metadata } = object.metadata
  // What was read keeps an empty map of annotations, a struct leaves it out.
  const keeps = encoding === 'map' || Object.keys(annotations).length > 0
  const bare = { ...object, metadata: keeps ? { ...metadata, annotations } : metadata }
  return `${compactJson(bare, encoding === 'map' ? 'sorted' : 'given')}\n`
}

export const withAnnotation = (object: AnyObject, name: string, value: string): AnyObject => ({
  ...object,
  metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, [name]: value } },
})

/** The object with an annotation that says what it is itself. */
export const withLastApplied = (object: AnyObject, encoding: Encoding = 'map'): AnyObject =>
  withAnnotation(object, lastAppliedAnnotation, configurationOf(object, encoding))

/** What `--save-config` does; without the flag, an annotation that is there is brought up to date. */
export const savedConfiguration = (object: AnyObject, save: boolean, encoding: Encoding = 'map'): AnyObject =>
  save || (lastAppliedOf(object) ?? '') !== '' ? withLastApplied(object, encoding) : object
