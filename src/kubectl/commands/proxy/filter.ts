/** Which requests the proxy lets through. Models kubectl pkg/proxy. */
import { CommandError } from '../../errors.ts'

export interface FilterFlags {
  readonly 'accept-hosts': string
  readonly 'accept-paths': string
  readonly 'reject-methods': string
  readonly 'reject-paths': string
}

export type Filter = (method: string, path: string, host: string) => boolean

/** Throws CommandError for a regular expression that is none. */
export function requestFilter(flags: FilterFlags): Filter {
  const [hosts, paths, methods, rejected] = [flags['accept-hosts'], flags['accept-paths'], flags['reject-methods'], flags['reject-paths']].map(expressions) as [
    RegExp[],
    RegExp[],
    RegExp[],
    RegExp[],
  ]
  const any = (all: readonly RegExp[], text: string): boolean => all.some((one) => one.test(text))
  return (method, path, host) => !any(rejected, path) && !any(methods, method) && any(paths, path) && any(hosts, hostOf(host))
}

/** `localhost` of `localhost:8001`. */
const hostOf = (header: string): string => (/^(?:[^:[\]]+|\[.*\]):\d*$/.test(header) ? header.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1') : header)

const expressions = (text: string): RegExp[] =>
  (text === '' ? [] : text.split(',')).map((source) => {
    try {
      return new RegExp(source)
    } catch {
      throw new CommandError(`Error compiling re: error parsing regexp: ${source}`)
    }
  })
