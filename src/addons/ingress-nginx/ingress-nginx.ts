/**
 * ingress-nginx: lets people in from outside by host and path. In a real cluster it is an nginx in a pod with a controller
 * beside it, which watches Ingresses, Services, EndpointSlices and Secrets, and writes nginx' configuration. Here the
 * controller makes a table of servers and locations, and each request goes through it in the order of nginx' phases, on to
 * an endpoint of the Service, from the controller's pod. Installed as kind's documentation has it: one pod on the
 * control-plane node, with its ports 80 and 443 as the node's own. Simulated: hosts, wildcards, the three types of paths,
 * patterns and rewrites, TLS by the client's name, redirects to https, canaries, source ranges, passwords, cookies that
 * keep a client, sizes of bodies, the access log, events and status. Left out: the admission webhook, snippets, TCP and UDP
 * services, WebSockets, HTTP/2, metrics, the ConfigMap's settings, leader election.
 */
import type { Client } from '../../client/client.ts'
import type { Listener } from '../../node/network/network.ts'
import type { ProgramHost, RunningProgram } from '../../node/network/system-program.ts'
import { defineAddOn } from '../add-on.ts'
import { accessLine } from './access-log.ts'
import { fakeCertificate } from './certificate.ts'
import { IngressController } from './controller.ts'
import { answer } from './exchange.ts'
import { objects } from './manifest.ts'

export const ingressNginx = defineAddOn({
  name: 'ingress-nginx',
  summary: 'an ingress controller: lets people in from outside by host and path',
  published: /\/(ingress-nginx\/[^/]+\/deploy\/static\/provider\/kind\/deploy|examples\/ingress\/deploy-ingress-nginx)\.yaml$/,
  objects,
  programs: { 'nginx-ingress-controller': ingressNginxProgram },
})

function ingressNginxProgram(host: ProgramHost, client: Client): RunningProgram {
  const { clock, network, source } = host
  const controller = new IngressController(host, client)
  const requests = host.random.fork('requests')
  controller.start()
  const nginx = (secure: boolean): Listener => ({
    program: 'nginx',
    http: (request, peer) =>
      answer(
        {
          servers: controller.servers,
          upstreams: controller.upstreams,
          network,
          source,
          now: () => clock.now(),
          requestId: () => requests.hex(32),
          passwords: (secret) => controller.passwords(secret),
          log: (line) => host.out(accessLine(line, clock.now())),
        },
        request,
        peer,
        secure,
      ),
  })
  return {
    ports: [
      { port: 80, listener: nginx(false) },
      { port: 443, listener: { ...nginx(true), tls: fakeCertificate, sni: (name) => controller.certificate(name) } },
    ],
    stop: () => controller.stop(),
  }
}
