import { describe, expect, test } from '@jest/globals'
import { services } from '../../../src/api/kinds.ts'
import { cluster } from './workbench.ts'

describe('a Service', () => {
  test('leads to its ready pods, by name and by address', () => {
    const { start, service, slice, ready, sh } = cluster()
    start('web', '10.244.2.2', 'nginx', undefined, { nodeName: 'worker-2' })
    service('web', { clusterIP: '10.96.0.80', selector: { app: 'web' }, ports: [{ port: 80, targetPort: 80 }] })
    slice('web', [ready('10.244.2.2')], [{ name: '', port: 80, protocol: 'TCP' }])
    expect(sh('wget -qO- web | grep title')).toBe('<title>Welcome to nginx!</title>\n')
    expect(sh('wget -qO- http://web.default.svc.cluster.local/ | grep -c title')).toBe('1\n')
    expect(sh('nc -zv web 80')).toBe('web (10.96.0.80:80) open\n')
    expect(sh('nslookup web.default.svc.cluster.local')).toBe(
      'Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\nName:\tweb.default.svc.cluster.local\nAddress: 10.96.0.80\n\n\n',
    )
  })

  test('without endpoints it refuses, and can say why', () => {
    const { clock, network, service, slice, sh, from } = cluster()
    service('web', { clusterIP: '10.96.0.80', selector: { app: 'wbe' }, ports: [{ port: 80 }] })
    expect(sh('wget -qO- web')).toBe("wget: can't connect to remote host (10.96.0.80): Connection refused\n? 1\n")
    expect(network.reachable(from(), 'http://web')).toMatchObject({
      ok: false,
      why: 'refused',
      detail: 'Service default/web has no endpoints: no running pod has the labels app=wbe',
      hops: ['DNS: web.default.svc.cluster.local is 10.96.0.80'],
    })
    slice('web', [{ addresses: ['10.244.2.2'], conditions: { ready: false } }], [{ name: '', port: 80, protocol: 'TCP' }])
    clock.settle()
    expect(network.reachable(from(), 'http://web')).toMatchObject({ ok: false, detail: 'Service default/web has no ready endpoints: its one pod is not ready' })
  })

  test('a wrong port is silence, a wrong target port a refusal', () => {
    const { start, service, slice, ready, network, clock, from } = cluster()
    start('web', '10.244.2.2', 'nginx')
    service('web', { clusterIP: '10.96.0.80', ports: [{ port: 80, targetPort: 8080 }] })
    slice('web', [ready('10.244.2.2')], [{ name: '', port: 8080, protocol: 'TCP' }])
    clock.settle()
    expect(network.reachable(from(), 'http://web:81')).toMatchObject({ why: 'timeout', detail: 'Service default/web has no port 81, only 80' })
    expect(network.reachable(from(), 'http://web')).toMatchObject({
      why: 'refused',
      detail: 'pod default/web (10.244.2.2): nothing listens on port 8080, only on 80 (Service default/web sends there: its targetPort)',
    })
  })

  test('shares its connections out, or keeps each client where it was', () => {
    const { service, slice, ready, proxies, clock } = cluster()
    service('web', { clusterIP: '10.96.0.80', ports: [{ port: 80 }] })
    service('sticky', { clusterIP: '10.96.0.81', sessionAffinity: 'ClientIP', ports: [{ port: 80 }] })
    for (const name of ['web', 'sticky']) slice(name, [ready('10.244.2.2'), ready('10.244.2.3')], [{ name: '', port: 80, protocol: 'TCP' }])
    clock.settle()
    const targets = (ip: string) =>
      new Set(Array.from({ length: 20 }, () => JSON.stringify(proxies[0]?.translate(ip, 80, 'TCP', { ip: '10.244.1.9', local: true }))))
    expect(targets('10.96.0.80').size).toBe(2)
    expect(targets('10.96.0.81').size).toBe(1)
  })

  test('a node port leads in from outside, on every node', () => {
    const { start, service, slice, ready, network, clock } = cluster()
    start('web', '10.244.2.2', 'nginx', undefined, { nodeName: 'worker-2' })
    service('web', { type: 'NodePort', clusterIP: '10.96.0.80', ports: [{ port: 80, nodePort: 30080 }] })
    slice('web', [ready('10.244.2.2')], [{ name: '', port: 80, protocol: 'TCP' }])
    clock.settle()
    for (const ip of ['172.18.0.3', '172.18.0.4']) expect(network.http(network.outside, { url: `http://${ip}:30080` })).toMatchObject({ ok: true, status: 200 })
    expect(network.http(network.outside, { url: 'http://172.18.0.3:30081' })).toMatchObject({ why: 'refused' })
    expect(network.http(network.outside, { url: 'http://10.244.2.2' })).toMatchObject({ why: 'timeout' })
    network.down.add('worker-2')
    expect(network.http(network.outside, { url: 'http://172.18.0.3:30080' })).toMatchObject({
      why: 'timeout',
      detail: 'pod default/web is on node worker-2, which does not answer',
    })
  })

  test('the API server is one too', () => {
    const { client, clock, sh, start, slice, ready } = cluster()
    if (!client.find(services, 'kubernetes', 'default'))
      client.create(services, {
        metadata: { name: 'kubernetes', namespace: 'default' },
        spec: { clusterIP: '10.96.0.1', ports: [{ name: 'https', port: 443, targetPort: 6443 }] },
      } as never)
    slice('kubernetes', [ready('172.18.0.2')], [{ name: 'https', port: 6443, protocol: 'TCP' }])
    clock.settle()
    const curl = start('curl', '10.244.1.20', 'curlimages/curl', ['sleep', 'infinity'])
    expect(sh('curl -sk https://kubernetes.default.svc/version | grep gitVersion', curl)).toMatch(/"gitVersion": "v1\.36/)
    expect(sh('curl -s https://kubernetes.default.svc/version', curl)).toBe('? 60\n')
    expect(sh('wget -qO- http://kubernetes.default.svc:443/')).toBe('wget: server returned error: HTTP/1.1 400 Bad Request\n? 1\n')
  })
})

describe('DNS', () => {
  test('names of other namespaces want the namespace', () => {
    const { service, network, from, clock } = cluster()
    service('db', { clusterIP: '10.96.0.90', ports: [{ name: 'sql', port: 5432 }] }, 'other')
    clock.settle()
    expect(network.lookUp(from(), 'db.other')).toMatchObject({ code: 'NOERROR', data: ['10.96.0.90'], name: 'db.other.svc.cluster.local' })
    expect(network.lookUp(from(), '_sql._tcp.db.other.svc.cluster.local', 'SRV').data).toEqual(['0 100 5432 db.other.svc.cluster.local'])
    expect(network.lookUp(from(), '90.0.96.10.in-addr.arpa', 'PTR').data).toEqual(['db.other.svc.cluster.local'])
    expect(network.lookUp(from(), 'db.other', 'AAAA')).toMatchObject({ code: 'NOERROR', data: [] })
    expect(network.connect(from(), 'db', 5432)).toMatchObject({
      why: 'no-such-host',
      detail: 'there is no Service db in namespace default; there is one in namespace other, whose name from here is db.other',
    })
  })

  test('a headless Service has the addresses and names of its ready pods', () => {
    const { service, slice, ready, network, from, clock } = cluster()
    service('db', { clusterIP: 'None', selector: { app: 'db' }, ports: [{ name: 'sql', port: 5432 }] })
    clock.settle()
    expect(network.connect(from(), 'db', 5432)).toMatchObject({ detail: 'Service default/db is headless and has no ready pods, so its name has no address' })
    slice(
      'db',
      [ready('10.244.1.7', { hostname: 'db-0' }), { addresses: ['10.244.1.8'], conditions: { ready: false } }],
      [{ name: 'sql', port: 5432, protocol: 'TCP' }],
    )
    clock.settle()
    expect(network.lookUp(from(), 'db').data).toEqual(['10.244.1.7'])
    expect(network.lookUp(from(), 'db-0.db').data).toEqual(['10.244.1.7'])
  })

  test('an ExternalName is an alias; other names are asked outside', () => {
    const { service, network, from, clock, sh } = cluster()
    network.addExternal('example.com', '203.0.113.20')
    service('ext', { type: 'ExternalName', externalName: 'example.com' })
    clock.settle()
    expect(network.lookUp(from(), 'ext').data).toEqual(['203.0.113.20'])
    expect(network.lookUp(from(), 'example.com').data).toEqual(['203.0.113.20'])
    expect(sh('wget -qO- nowhere.example')).toBe("wget: bad address 'nowhere.example'\n? 1\n")
  })

  test('without CoreDNS nobody knows any name', () => {
    const { runtime, coredns, clock, network, from, sh } = cluster()
    runtime.stop(coredns, 30)
    clock.advance(10_000)
    expect(network.connect(from(), 'web', 80)).toMatchObject({
      why: 'no-such-host',
      detail:
        'no name server answered (10.96.0.10): pod kube-system/coredns (10.244.1.53): nothing listens on port 53 (Service kube-system/kube-dns sends there: its targetPort)',
    })
    expect(sh('nslookup web')).toBe(';; connection timed out; no servers could be reached\n\n? 1\n')
  })
})
