/** An API server on its own, for tests: no controllers, no nodes. */
import { randomBytes } from 'node:crypto'
import { serviceAccounts } from '../../src/api/kinds.ts'
import type { ApiRequest, ApiResponse, Dial, KubeletApi } from '../../src/api/request.ts'
import { Client } from '../../src/client/client.ts'
import { SimulatedClock } from '../../src/clock.ts'
import { ApiServer } from '../../src/control-plane/api-server/api-server.ts'
import { initNamespaces } from '../../src/kubeadm/init.ts'
import { Random } from '../../src/random.ts'
import { createAuthority } from '../../src/server/pki/authority.ts'

export const start = Date.UTC(2026, 10, 22, 12)

const admin = { username: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] }

export function server(options: { kubelet?: (node: string) => KubeletApi | undefined; dial?: Dial } = {}) {
  const clock = new SimulatedClock(start)
  const pki = createAuthority({ bytes: randomBytes, now: start })
  const { kubelet = () => undefined, ...network } = options
  const api = new ApiServer({ clock, random: new Random('test'), pki, kubelet, address: '127.0.0.1:6443', freeze: true, ...network })
  const client = new Client(api.handle, admin, 'test')
  initNamespaces(client)
  // Its controller is not there, and no pod is admitted without it.
  client.create(serviceAccounts, { metadata: { name: 'default', namespace: 'default' } })
  const peer = { commonName: 'kubernetes-admin', organizations: ['system:masters'], notBefore: 0, notAfter: Number.MAX_SAFE_INTEGER }
  /** A request as it comes over the wire from an administrator: bodies are text. */
  const send = (
    method: ApiRequest['method'],
    pathAndQuery: string,
    body?: object | string,
    headers: Record<string, string> = {},
  ): ApiResponse & { body: any } => {
    const url = new URL(pathAndQuery, 'https://localhost')
    const query = Object.fromEntries([...new Set(url.searchParams.keys())].map((key) => [key, url.searchParams.getAll(key)]))
    return api.handle({
      method,
      path: url.pathname,
      query,
      headers,
      peer,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    }) as ApiResponse & { body: any }
  }
  /** What a watch has said so far. */
  const watch = (pathAndQuery: string) => {
    const events: { type: string; object: any }[] = []
    const { stream } = send('GET', pathAndQuery)
    if (stream?.kind !== 'watch') throw new Error('no watch')
    const cancel = stream.open({ data: (event) => events.push(event as never), end: () => events.push({ type: 'END', object: undefined }) })
    return { events, cancel, names: () => events.map(({ type, object }) => `${type} ${object?.metadata?.name ?? ''}`.trim()) }
  }
  return { clock, api, client, send, watch, pki }
}

export const configMap = (name: string, data: object = {}, more: object = {}) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...more }, data })
