/** URLs, as Go's url.ParseRequestURI reads them. Models apiserver pkg/cel/library/urls.go. */

import { fn, method, type Overload } from '../functions/overload.ts'
import { EvaluationError } from '../language/issues.ts'
import * as t from '../language/types.ts'
import { Opaque, type Value } from '../language/values.ts'

interface Url {
  readonly text: string
  readonly scheme: string
  readonly host: string
  readonly path: string
  readonly query: string
}

const type = t.opaque('kubernetes.URL')

/** An absolute URI or an absolute path. @returns undefined for anything else. */
function parse(text: string): Url | undefined {
  const parts = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(?:\/\/(?:[^/?#@]*@)?(\[[^\]/?#]*\](?::\d*)?|[^/?#[\]]*))?([^?]*)(?:\?(.*))?$/.exec(text)
  if (!parts || text === '' || /[\u0000- \u007f]/.test(text)) return undefined
  const [, scheme = '', host = '', path = '', query = ''] = parts
  if (scheme === '' && !text.startsWith('/')) return undefined
  if (/:(?!\d*$)/.test(host.replace(/^\[.*\]/, '')) || /%(?![0-9a-fA-F]{2})/.test(path)) return undefined
  return { text, scheme: scheme.toLowerCase(), host, path, query }
}

const wrong = (text: string): EvaluationError =>
  new EvaluationError(`URL parse error during conversion from string: parse ${JSON.stringify(text)}: invalid URI for request`)

function url(text: string): Opaque {
  const parsed = parse(text)
  if (!parsed) throw wrong(text)
  return new Opaque('kubernetes.URL', parsed, (other) => (other as Url).text === text)
}

const read = (name: string, result: t.Type, get: (url: Url) => Value): Overload => method(name, [type], result, ({ value }: Opaque) => get(value as Url))

function queryOf({ query }: Url): Value {
  const found = new Map<string, string[]>()
  for (const pair of query.split('&').filter((each) => each !== '')) {
    const [key = '', value = ''] = pair.split(/=(.*)/s)
    const name = decode(key)
    found.set(name, [...(found.get(name) ?? []), decode(value)])
  }
  return found
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

const hostname = ({ host }: Url): string => (host.startsWith('[') ? host.slice(1, host.indexOf(']')) : host.replace(/:\d*$/, ''))

export const urls: readonly Overload[] = [
  fn('url', [t.string], type, url),
  fn('string', [type], t.string, ({ value }: Opaque) => (value as Url).text),
  fn('isURL', [t.string], t.bool, (text: string) => parse(text) !== undefined),
  read('getScheme', t.string, ({ scheme }) => scheme),
  read('getHost', t.string, ({ host }) => host),
  read('getHostname', t.string, hostname),
  read('getPort', t.string, ({ host }) => /:(\d+)$/.exec(host.replace(/^\[.*\]/, ''))?.[1] ?? ''),
  read('getEscapedPath', t.string, ({ path }) => encodeURI(decode(path))),
  read('getQuery', t.map(t.string, t.list(t.string)), queryOf),
]
