/** What the program of a coredns pod does: the name server, and its health and readiness. */
import type { Client } from '../../client/client.ts'
import type { HttpResponse } from '../../node/network/http.ts'
import type { ListeningPort, ProgramHost, RunningProgram } from '../../node/network/system-program.ts'
import { CoreDns } from './coredns.ts'

/** How long it answers on after it was asked to leave, as kubeadm's Corefile says. */
const lameduckMs = 5000

const answer = (status: number, body: string): HttpResponse => ({ status, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body })

export function coreDnsProgram(host: ProgramHost, client: Client, domain: string): RunningProgram {
  const { clock, random, network } = host
  const dns = new CoreDns({ client, clock, random, domain, forward: (name) => network.externalAddress(name) })
  dns.start()
  let leaving = false
  const http = (port: number, http: () => HttpResponse): ListeningPort => ({ port, listener: { http } })
  host.out(`.:53\n[INFO] plugin/reload: Running configuration SHA512 = ${'0'.repeat(8)}\nCoreDNS-1.14.1\nlinux/amd64, go1.25.1\n`)
  return {
    ports: [
      { port: 53, protocol: 'UDP', listener: { dns } },
      { port: 53, listener: { dns } },
      http(8080, () => (leaving ? answer(503, 'Service Unavailable') : answer(200, 'OK'))),
      http(8181, () => answer(200, 'OK')),
      http(9153, () =>
        answer(200, "# HELP coredns_build_info A metric with a constant '1' value labeled by version, revision, and goversion from which CoreDNS was built.\n"),
      ),
    ],
    leave() {
      leaving = true
      host.out('[INFO] SIGTERM: Shutting down servers then terminating\n[INFO] plugin/health: Going into lameduck mode for 5s\n')
      return lameduckMs
    },
    stop: () => dns.stop(),
  }
}
