import { endpointSlices, ingresses, services } from '../../api/kinds.ts'
import { StatusError } from '../../api/status.ts'
import type { IngressBackend, IngressServiceBackend, IngressTLS } from '../../api/types.ts'
import { defineDescriber, type Subject } from './describer.ts'
import { Description } from './description.ts'
import { eventsOf, writeEvents } from './events.ts'
import { writeAnnotations, writeLabels } from './labels.ts'
import { endpointsText } from './service.ts'

export const ingress = defineDescriber({
  group: 'networking.k8s.io',
  kind: 'Ingress',
  async describe(subject) {
    const found = await subject.read.get(ingresses, subject.namespace, subject.name)
    const events = await eventsOf(subject, found)
    const { metadata, spec = {}, status } = found
    const out = new Description()
    out.field(0, 'Name', metadata.name)
    writeLabels(out, 'Labels', metadata.labels)
    out.field(0, 'Namespace', metadata.namespace ?? '')
    const addresses = (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip || hostname || '').filter((each) => each !== '')
    out.field(0, 'Address', [...new Set(addresses)].sort().join(','))
    out.field(0, 'Ingress Class', spec.ingressClassName ?? '<none>')
    const fallback = spec.defaultBackend ? await backendText(spec.defaultBackend, subject) : '<default>'
    out.field(0, 'Default backend', fallback)
    if (spec.tls?.length) writeTLS(out, spec.tls)
    out.write(0, 'Rules:\n  Host\tPath\tBackends\n')
    out.row(1, '----', '----', '--------')
    const rules = (spec.rules ?? []).filter(({ http }) => http)
    for (const { host, http } of rules) {
      out.write(1, `${host || '*'}\t\n`)
      for (const { path = '', backend } of http?.paths ?? []) out.write(2, `\t${path} \t${await backendText(backend, subject)}\n`)
    }
    if (rules.length === 0) out.row(1, '*', '*', fallback)
    writeAnnotations(out, 'Annotations', metadata.annotations)
    writeEvents(out, events, subject.times)
    return out.text()
  },
})

function writeTLS(out: Description, tls: readonly IngressTLS[]): void {
  out.write(0, 'TLS:\n')
  for (const { secretName, hosts = [] } of tls) out.write(1, `${secretName ? `${secretName} terminates` : 'SNI routes'} ${hosts.join(',')}\n`)
}

/** `web:80 (10.244.1.2:8080)`: where requests end up, as far as it can be found out. */
async function backendText({ service, resource }: IngressBackend, subject: Subject): Promise<string> {
  if (service) return serviceText(service, subject)
  return resource ? `APIGroup: ${resource.apiGroup ?? '<none>'}, Kind: ${resource.kind}, Name: ${resource.name}` : ''
}

async function serviceText({ name, port = {} }: IngressServiceBackend, { read, namespace }: Subject): Promise<string> {
  const shown = `${name}:${port.number || (port.name ?? '')}`
  try {
    const slices = await read.list(endpointSlices, namespace, { labelSelector: `kubernetes.io/service-name=${name}` })
    const found = await read.get(services, namespace, name)
    const meant = found.spec?.ports?.filter((each) => (port.number ? each.port === port.number : port.name && each.name === port.name)).at(-1)
    return `${shown} (${endpointsText(slices, meant?.name ?? '')})`
  } catch (error) {
    if (error instanceof StatusError) return `${shown} (<error: ${error.message}>)`
    throw error
  }
}
