/** The Ingress that `kubectl create ingress` writes. Models kubectl pkg/cmd/create/create_ingress.go. */
import type { HTTPIngressPath, Ingress, IngressBackend, IngressRule, IngressTLS } from '../../api/types.ts'
import { inNamespace, type Written } from './written.ts'

export interface IngressOptions {
  readonly name: string
  /** Empty unless given on the line. */
  readonly namespace: string
  /** `key=value` */
  readonly annotations: readonly string[]
  readonly className: string
  /** `service:port`, or empty. */
  readonly defaultBackend: string
  /** `host/path=service:port[,tls[=secret]]` */
  readonly rules: readonly string[]
}

export function ingress(options: IngressOptions): Written<Ingress> {
  const annotations = Object.fromEntries(options.annotations.map((text) => splitOnce(text, '=')))
  const tls = tlsOf(options.rules)
  const rules = rulesOf(options.rules)
  return {
    kind: 'Ingress',
    apiVersion: 'networking.k8s.io/v1',
    metadata: { name: options.name, ...inNamespace(options.namespace), ...(options.annotations.length > 0 ? { annotations } : {}) },
    spec: {
      ...(options.className === '' ? {} : { ingressClassName: options.className }),
      ...(options.defaultBackend === '' ? {} : { defaultBackend: backend(options.defaultBackend) }),
      ...(tls.length > 0 ? { tls } : {}),
      ...(rules.length > 0 ? { rules } : {}),
    },
    status: { loadBalancer: {} },
  }
}

/** One entry for each secret; a host counts where it is first named. */
function tlsOf(rules: readonly string[]): IngressTLS[] {
  const entries: { hosts?: string[]; secretName?: string }[] = []
  const seen = new Set<string>()
  for (const rule of rules) {
    const [, tls, ...more] = rule.split(',')
    if (tls === undefined || more.length > 0) continue
    const host = splitOnce(rule, '/')[0]
    const secret = tls.split('=')[1] ?? ''
    if (seen.has(host)) continue
    seen.add(host)
    const same = entries.find((entry) => (entry.secretName ?? '') === secret)
    if (same) same.hosts = [...(same.hosts ?? []), host]
    else if (host !== '' || secret !== '') entries.push({ ...(host === '' ? {} : { hosts: [host] }), ...(secret === '' ? {} : { secretName: secret }) })
  }
  return entries
}

/** One rule for each host. */
function rulesOf(texts: readonly string[]): IngressRule[] {
  const rules: { host: string; paths: HTTPIngressPath[] }[] = []
  for (const text of texts) {
    const [host, rest] = splitOnce(text.split(',')[0] as string, '/')
    const same = rules.find((rule) => rule.host === host)
    if (same) same.paths.push(path(rest))
    else rules.push({ host, paths: [path(rest)] })
  }
  return rules.map(({ host, paths }) => ({ ...(host === '' ? {} : { host }), http: { paths } }))
}

function path(text: string): HTTPIngressPath {
  const [written = '', service = ''] = text.split('=')
  const prefix = written.endsWith('*')
  return { path: `/${prefix ? written.slice(0, -1) : written}`, pathType: prefix ? 'Prefix' : 'Exact', backend: backend(service) }
}

function backend(text: string): IngressBackend {
  const [name = '', port = ''] = text.split(':')
  return { service: { name, port: /^[+-]?[0-9]+$/.test(port) ? { number: Number(port) } : { name: port } } }
}

function splitOnce(text: string, at: string): [string, string] {
  const index = text.indexOf(at)
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)]
}
