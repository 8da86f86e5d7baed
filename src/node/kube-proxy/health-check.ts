/** What kube-proxy answers on a Service's healthCheckNodePort. Models pkg/proxy/healthcheck/service_health.go. */
import type { Listener } from '../network/network.ts'

/** A listener that says how many endpoints of `service` (`default/web`) are on this node: 200 if any, else 503. */
export const healthCheck = (service: string, localEndpoints: number): Listener => ({
  program: 'kube-proxy',
  http: () => ({
    status: localEndpoints > 0 ? 200 : 503,
    headers: {
      'Content-Type': 'application/json',
      'X-Content-Type-Options': 'nosniff',
      'X-Load-Balancing-Endpoint-Weight': String(localEndpoints),
    },
    body: answer(service.split('/') as [string, string], localEndpoints),
  }),
})

const answer = ([namespace, name]: [string, string], localEndpoints: number): string =>
  JSON.stringify({ service: { namespace, name }, localEndpoints, serviceProxyHealthy: true }, undefined, '\t')
