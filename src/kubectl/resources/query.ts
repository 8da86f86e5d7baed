/** What a command asks the resource builder for. */
import type { Invocation } from '../command.ts'
import type { RequestOptions } from '../rest.ts'
import type { FileFlags } from './manifests.ts'

export interface ResourceQuery {
  /** `TYPE NAME…`, `TYPE/NAME…`, `TYPE,TYPE` */
  readonly args?: readonly string[]
  /** Words that are names of this type unless they say `TYPE/NAME`; '' where they must. */
  readonly names?: { readonly type: string; readonly names: readonly string[] }
  readonly namespace: string
  /** --namespace was given: files that say another are refused. */
  readonly enforceNamespace?: boolean
  readonly allNamespaces?: boolean
  readonly files?: FileFlags
  /** What the files hold is looked at before it is decoded, as --validate asks. */
  readonly validate?: boolean
  readonly selector?: string
  readonly fieldSelector?: string
  /** --all */
  readonly all?: boolean
  /** A type alone means all its objects (get, describe). */
  readonly typeAlone?: boolean
  /** Go on after an error, and complain at the end. */
  readonly continueOnError?: boolean
  /** Lists are taken apart. */
  readonly flatten?: boolean
  /** Objects of files are fetched anew from the server. */
  readonly latest?: boolean
  readonly singleType?: boolean
  readonly chunkSize?: number
  readonly subresource?: string
  /** False: names are not looked up; Info.object stays undefined (delete). */
  readonly requireObject?: boolean
  /** Objects are read into Go's own types: those of kinds that kubectl was not built with cannot be. */
  readonly typed?: boolean
  /** No server is asked. */
  readonly local?: boolean
  /** For fetching: headers such as Accept, and query parameters. */
  readonly request?: Pick<RequestOptions, 'headers' | 'query'>
}

/** What the builder needs of an Invocation. */
export type World = Pick<Invocation, 'io' | 'transport' | 'mapper'>
