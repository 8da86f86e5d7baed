/** The requests that change an object. Models cli-runtime pkg/resource/helper.go. */

import { compactJson } from '../api/json-text.ts'
import type { AnyObject } from '../api/object.ts'
import { StatusError } from '../api/status.ts'
import { CommandError } from './errors.ts'
import { fetchObject, type Info, pathOf, resourcePath } from './resources/info.ts'
import { type RequestOptions, request } from './rest.ts'
import type { Transport } from './transport.ts'

type Query = RequestOptions['query']

const withResourceVersion = (object: AnyObject, resourceVersion: string | undefined): AnyObject => {
  const { resourceVersion: _, ...metadata } = object.metadata
  return { ...object, metadata: (resourceVersion === undefined ? metadata : { ...metadata, resourceVersion }) as AnyObject['metadata'] }
}

/** POST; a version that the object says it has is of no use to a new one. */
export async function createObject(transport: Transport, info: Info, object: AnyObject, query: Query): Promise<AnyObject> {
  if (info.resource === undefined) throw new Error('an object read with --local cannot be sent')
  const body = object.metadata?.resourceVersion ? withResourceVersion(object, undefined) : object
  return request<AnyObject>(transport, 'POST', resourcePath(info.resource, info.namespace), { query, body })
}

/** PUT; where the object names no version, whatever the server has now is overwritten. */
export async function replaceObject(transport: Transport, info: Info, object: AnyObject, query: Query, subresource = ''): Promise<AnyObject> {
  const body = object.metadata?.resourceVersion ? object : await overCurrent(transport, info, object, subresource)
  return request<AnyObject>(transport, 'PUT', pathOf(info, subresource), { query, body })
}

async function overCurrent(transport: Transport, info: Info, object: AnyObject, subresource: string): Promise<AnyObject> {
  try {
    const current = await request<AnyObject>(transport, 'GET', pathOf(info, subresource))
    return withResourceVersion(object, current.metadata.resourceVersion)
  } catch (error) {
    if (error instanceof StatusError) return object
    throw error
  }
}

export const patchTypes = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
} as const

export type PatchType = keyof typeof patchTypes

/** A patch that goes to the server as it is, letter by letter. */
export class RawPatch {
  constructor(readonly text: string) {}
}

/** PATCH; `patch` is a JSON value, or a RawPatch. */
export const patchObject = (transport: Transport, info: Info, type: PatchType, patch: unknown, query: Query, subresource = ''): Promise<AnyObject> =>
  request<AnyObject>(transport, 'PATCH', pathOf(info, subresource), {
    query,
    body: patch instanceof RawPatch ? patch.text : compactJson(patch),
    headers: { 'content-type': patchTypes[type] },
  })

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number
  readonly propagationPolicy?: string
}

/** DELETE; answers with the object that is going, or a Status once it is gone. */
export const deleteObject = (transport: Transport, info: Info, options: DeleteOptions, query: Query): Promise<AnyObject> =>
  request<AnyObject>(transport, 'DELETE', pathOf(info), { query, body: { kind: 'DeleteOptions', apiVersion: 'v1', ...options } })

/** The object as the server has it now, or undefined if it has none. */
export async function currentObject(transport: Transport, info: Info): Promise<AnyObject | undefined> {
  try {
    return await fetchObject(transport, info)
  } catch (error) {
    if (error instanceof StatusError && error.reason === 'NotFound') return undefined
    throw error
  }
}

/** Says in which file an object stands that something went wrong with: `error when creating "a.yaml": …`. */
export function withSource(verb: string, source: string, error: unknown): unknown {
  if (source === '' || !(error instanceof Error)) return error
  const message = `error when ${verb} ${JSON.stringify(source)}: ${error.message}`
  if (error instanceof StatusError) return StatusError.from({ ...error.status, message })
  return new CommandError(message)
}

/** Runs `action`, and names verb and file in whatever it throws. */
export async function sourced<T>(verb: string, source: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (error) {
    throw withSource(verb, source, error)
  }
}
