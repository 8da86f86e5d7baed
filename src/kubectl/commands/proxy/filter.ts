/** Which requests the proxy lets through. Models kubectl pkg/proxy. */
import type { KubectlIo } from '../../command.ts'
import { CommandError } from '../../errors.ts'
import { klog } from '../../klog.ts'

export interface FilterFlags {
  readonly 'accept-hosts': string
  readonly 'accept-paths': string
  readonly 'reject-methods': string
  readonly 'reject-paths': string
}

export type Filter = (method: string, path: string, host: string) => boolean

/** A regular expression that is none ends kubectl as a fatal line of its log does. Throws CommandError. */
export function requestFilter(io: Pick<KubectlIo, 'now' | 'stderr'>, flags: FilterFlags): Filter {
  const [hosts, paths, methods, rejected] = [flags['accept-hosts'], flags['accept-paths'], flags['reject-methods'], flags['reject-paths']].map((text) =>
    expressions(io, text),
  ) as [RegExp[], RegExp[], RegExp[], RegExp[]]
  const any = (all: readonly RegExp[], text: string): boolean => all.some((one) => one.test(text))
  return (method, path, host) => !any(rejected, path) && !any(methods, method) && any(paths, path) && any(hosts, hostOf(host))
}

/** `localhost` of `localhost:8001`. */
const hostOf = (header: string): string => (/^(?:[^:[\]]+|\[.*\]):\d*$/.test(header) ? header.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1') : header)

const fatal = 255

const expressions = (io: Pick<KubectlIo, 'now' | 'stderr'>, text: string): RegExp[] =>
  (text === '' ? [] : text.split(',')).map((source) => {
    try {
      return new RegExp(source)
    } catch (error) {
      klog(io, 'F', 'proxy_server.go:83', `Error compiling re: error parsing regexp: ${goWords((error as Error).message)}: \`${source}\``)
      throw new CommandError('', fatal)
    }
  })

/** What is wrong with an expression, as Go's regexp package says it where JavaScript's engine says the same. */
function goWords(message: string): string {
  if (/Unterminated group/.test(message)) return 'missing closing )'
  if (/Unmatched '\)'/.test(message)) return 'unexpected )'
  if (/Unterminated character class/.test(message)) return 'missing closing ]'
  if (/Nothing to repeat/.test(message)) return 'missing argument to repetition operator'
  return 'invalid or unsupported Perl syntax'
}
