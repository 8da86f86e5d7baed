/** CoreDNS by its Corefile: reading it, answering by it, reloading it, and what is said about it. */
import { describe, expect, test } from '@jest/globals'
import { canonicalText, parseCorefile } from '../../src/addons/coredns/corefile.ts'
import { plugins } from '../../src/addons/coredns/plugins/index.ts'
import { coreDnsProgram } from '../../src/addons/coredns/program.ts'
import { sha512 } from '../../src/addons/coredns/sha512.ts'
import { endpointSlices, namespaces, services } from '../../src/api/kinds.ts'
import type { DnsServer, RecordType } from '../../src/node/network/dns.ts'
import { Network } from '../../src/node/network/network.ts'
import { Random } from '../../src/random.ts'
import { server } from '../control-plane/server.ts'

const known = new Set(plugins.map(({ name }) => name))
const parse = (text: string, files: Record<string, string> = {}) =>
  parseCorefile({ path: 'Corefile', text, env: new Map([['ZONE', 'example.org']]), readFile: (path) => files[path], known })

const kubeadm = (cache: string) => `.:53 {
    errors
    health {
       lameduck 5s
    }
    ready
    kubernetes cluster.local in-addr.arpa ip6.arpa {
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }
    prometheus :9153
    forward . /etc/resolv.conf {
       max_concurrent 1000
    }
    ${cache}
    loop
    reload
    loadbalance
}
`

describe('a Corefile', () => {
  test('is named in the log by the digest that real clusters show', () => {
    expect(sha512('abc')).toMatch(/^ddaf35a193617abacc417349ae204131/)
    expect(sha512(canonicalText(parse(kubeadm('cache 30'))))).toBe(
      '591cf328cccc12bc490481273e738df59329c62c0b729d94e8b61db9961c2fa5f046dd37f1cf888b953814040d180f52594972691cd6ff41be96639138a43908',
    )
    expect(sha512(canonicalText(parse(kubeadm('cache 30 {\n       disable success cluster.local\n       disable denial cluster.local\n    }'))))).toBe(
      '1b226df79860026c6a52e67daa10d7f0d57ec5b023288ec00c5e05f93523c894564e15b91770d3a07ae1cfbe861d15b37d4a0027e69c546ab112970993a3b03b',
    )
  })

  test('has blocks, comments, quotes, snippets, imports and variables', () => {
    const [first, second] = parse(
      '(common) {\n  errors # all of them\n  log\n}\n{$ZONE} a.b:5353 {\n  import common\n  import more\n}\n. {\n  hosts {\n    1.2.3.4 "a b"\n  }\n}',
      {
        more: 'whoami\n',
      },
    )
    expect(first).toMatchObject({ keys: ['example.org', 'a.b:5353'], directives: [{ name: 'errors' }, { name: 'log' }, { name: 'whoami' }] })
    expect(second).toMatchObject({ keys: ['.'], directives: [{ name: 'hosts', args: [], block: [{ line: 11, words: ['1.2.3.4', 'a b'] }] }] })
  })

  test.each([
    ['. {\n  forwrd . 1.1.1.1\n}', "Corefile:2 - Error during parsing: Unknown directive 'forwrd'"],
    ['. {\n  errors\n', "Corefile:2 - Syntax error: Unexpected token 'errors', expecting '}'"],
    ['. {\n  hosts {\n', 'Corefile:2 - Error during parsing: Unexpected EOF'],
    ['. {\n  import nowhere\n}', 'Corefile:2 - Error during parsing: File to import not found: nowhere'],
    ['a, {\n}', "Corefile:1 - Error during parsing: Expected another address but had '{' - check for extra comma"],
  ])('that is wrong says where: %j', (text, message) => {
    expect(() => parse(text)).toThrow(message)
  })
})

/** A CoreDNS pod with this Corefile, in a namespace with Services. */
function running(corefile: string) {
  const { clock, api, client } = server()
  api.postStart()
  const network = new Network()
  network.addExternal('example.com', '203.0.113.20')
  client.create(namespaces, { metadata: { name: 'shop' } } as never)
  const service = (name: string, spec: object) => client.create(services, { metadata: { name, namespace: 'shop' }, spec } as never)
  service('web', {
    clusterIP: '10.96.0.80',
    ports: [
      { name: 'http', port: 80 },
      { name: 'https', port: 443 },
    ],
  })
  service('db', { clusterIP: 'None', ports: [{ name: 'sql', port: 5432 }] })
  service('ext', { type: 'ExternalName', externalName: 'example.com' })
  const endpoints = (count: number) =>
    Array.from({ length: count }, (_, i) => ({
      addresses: [`10.244.${1 + (i >> 8)}.${i & 255}`],
      conditions: { ready: true },
      ...(i === 7 ? { hostname: 'db-0' } : {}),
    }))
  const slice = (count: number) => ({
    metadata: { name: 'db-1', namespace: 'shop', labels: { 'kubernetes.io/service-name': 'db' } },
    addressType: 'IPv4',
    endpoints: endpoints(count),
    ports: [{ name: 'sql', port: 5432, protocol: 'TCP' }],
  })
  client.create(endpointSlices, slice(8) as never)
  const files: Record<string, string> = { '/etc/coredns/Corefile': corefile, '/etc/resolv.conf': 'nameserver 172.18.0.1\n' }
  let log = ''
  let exitCode: number | undefined
  const out = (text: string) => void (log += text)
  const host = {
    clock,
    random: new Random('coredns'),
    network,
    source: { ip: '10.244.0.2', nodeName: 'control-plane', namespace: 'kube-system', name: 'coredns-1' },
    args: ['-conf', '/etc/coredns/Corefile'],
    env: new Map<string, string>(),
    readFile: (path: string) => files[path],
    out,
    err: out,
    exit: (code: number) => void (exitCode = code),
  }
  const program = coreDnsProgram(host, client)
  const dns = program.ports?.find(({ port, protocol }) => port === 53 && protocol === 'UDP')?.listener.dns as DnsServer
  const ask = (name: string, type: RecordType = 'A') => {
    const { code, records, authority } = dns.answer(name, type, { ip: '10.244.1.9' })
    return records.length > 0
      ? records.map((record) => `${record.ttl} ${record.type} ${record.data}`)
      : `${code}${authority?.[0] ? ` ${authority[0].type}` : ''}`
  }
  const said = (): string => {
    const text = log
    log = ''
    return text
  }
  return { clock, client, files, ask, dns, said, program, slice, exit: () => exitCode }
}

describe('the cluster’s domain', () => {
  const { ask } = running(kubeadm('cache 30'))

  test.each<[string, RecordType, unknown]>([
    ['web.shop.svc.cluster.local', 'A', ['30 A 10.96.0.80']],
    ['web.shop.svc.cluster.local', 'AAAA', 'NOERROR SOA'],
    ['web.shop.svc.cluster.local', 'SRV', ['30 SRV 0 50 80 web.shop.svc.cluster.local', '30 SRV 0 50 443 web.shop.svc.cluster.local']],
    ['_http._tcp.web.shop.svc.cluster.local', 'SRV', ['30 SRV 0 100 80 web.shop.svc.cluster.local']],
    ['_http._udp.web.shop.svc.cluster.local', 'SRV', 'NXDOMAIN SOA'],
    ['db-0.db.shop.svc.cluster.local', 'A', ['30 A 10.244.1.7']],
    ['10-244-1-3.db.shop.svc.cluster.local', 'A', ['30 A 10.244.1.3']],
    ['ext.shop.svc.cluster.local', 'A', ['30 CNAME example.com', '300 A 203.0.113.20']],
    ['ext.shop.svc.cluster.local', 'CNAME', ['30 CNAME example.com']],
    ['80.0.96.10.in-addr.arpa', 'PTR', ['30 PTR web.shop.svc.cluster.local']],
    ['7.1.244.10.in-addr.arpa', 'PTR', ['30 PTR db-0.db.shop.svc.cluster.local']],
    ['10-244-1-99.shop.pod.cluster.local', 'A', ['30 A 10.244.1.99']],
    ['10-244-1-99.nowhere.pod.cluster.local', 'A', 'NXDOMAIN SOA'],
    ['shop.svc.cluster.local', 'A', 'NOERROR SOA'],
    ['nowhere.svc.cluster.local', 'A', 'NXDOMAIN SOA'],
    ['nothing.shop.svc.cluster.local', 'A', 'NXDOMAIN SOA'],
    ['dns-version.cluster.local', 'TXT', ['30 TXT "1.1.0"']],
    ['example.com', 'A', ['300 A 203.0.113.20']],
    ['9.9.9.9.in-addr.arpa', 'PTR', 'NXDOMAIN'],
  ])('%s %s', (name, type, expected) => {
    expect(ask(name, type)).toEqual(expected)
  })

  test('a list that is too long for UDP is cut, and whole over TCP', () => {
    const { dns, client, slice, clock } = running(kubeadm('cache 30'))
    client.update(endpointSlices, { ...client.get(endpointSlices, 'db-1', 'shop'), endpoints: slice(90).endpoints } as never)
    clock.settle()
    const name = 'db.shop.svc.cluster.local'
    expect(dns.answer(name, 'A')).toMatchObject({ truncated: true, records: { length: 29 } })
    expect(dns.answer(name, 'A', { ip: '', bufsize: 4096 }).records).toHaveLength(90)
    expect(dns.answer(name, 'A', { ip: '', protocol: 'TCP' })).toMatchObject({ records: { length: 90 } })
  })
})

describe('plugins', () => {
  const block = (...lines: string[]) => `.:53 {\n  errors\n${lines.map((line) => `  ${line}\n`).join('')}}\n`
  const kubernetes = 'kubernetes cluster.local {\n  pods disabled\n  ttl 7\n }'

  test('hosts: names by hand, and others only with fallthrough', () => {
    const lines = ['10.0.0.7 printer.lan', 'fe80::7 printer.lan']
    const { ask } = running(block('hosts {', ...lines, '}', 'forward . 172.18.0.1'))
    expect([ask('printer.lan'), ask('printer.lan', 'AAAA'), ask('7.0.0.10.in-addr.arpa', 'PTR')]).toEqual([
      ['3600 A 10.0.0.7'],
      ['3600 AAAA fe80::7'],
      ['3600 PTR printer.lan'],
    ])
    expect(ask('example.com')).toBe('SERVFAIL')
    expect(running(block('hosts {', ...lines, 'fallthrough', '}', 'forward . 172.18.0.1')).ask('example.com')).toEqual(['300 A 203.0.113.20'])
  })

  test('rewrite: another name is asked, and the answer is the client’s', () => {
    const { dns } = running(
      block('rewrite name shop.example.org web.shop.svc.cluster.local', 'rewrite stop name suffix .corp .shop.svc.cluster.local', kubernetes),
    )
    expect(dns.answer('shop.example.org', 'A').records).toEqual([{ name: 'shop.example.org', type: 'A', ttl: 7, data: '10.96.0.80' }])
    expect(dns.answer('web.corp', 'A').records[0]).toMatchObject({ name: 'web.corp', data: '10.96.0.80' })
  })

  test('template: answers made from a pattern', () => {
    const { ask } = running(
      block('template IN A nip.example {', 'match "^(?P<ip>[0-9-]+)[.]nip[.]example[.]$"', 'answer "{{ .Name }} 60 IN A 192.0.2.{{ index .Match 1 }}"', '}'),
    )
    expect(ask('5.nip.example')).toEqual(['60 A 192.0.2.5'])
    expect(ask('a.nip.example')).toBe('NXDOMAIN')
    expect(ask('5.other.example')).toBe('REFUSED')
    expect(running(block('template ANY ANY {', 'rcode NXDOMAIN', '}')).ask('any.example')).toBe('NXDOMAIN')
  })

  test('a stub domain has a server of its own; who does not answer is in the log', () => {
    const { ask, said } = running(`${block(kubernetes, 'forward . 172.18.0.1')}corp.example:53 {\n  errors\n  cache 30\n  forward . 10.9.9.9\n}\n`)
    expect(said()).toMatch(/^\.:53\ncorp\.example\.:53\nCoreDNS-1\.14\.1\n/)
    expect(ask('example.com')).toEqual(['300 A 203.0.113.20'])
    expect(ask('db.corp.example')).toBe('SERVFAIL')
    expect(said()).toMatch(/^\[ERROR\] plugin\/errors: 2 db\.corp\.example\. A: read udp 10\.244\.0\.2:\d+->10\.9\.9\.9:53: i\/o timeout\n$/)
  })

  test('log: a line for each question', () => {
    const { ask, said } = running(block('log', kubernetes))
    said()
    ask('web.shop.svc.cluster.local')
    ask('web.default.svc.cluster.local')
    expect(
      said()
        .replace(/:\d+ - \d+/g, ':PORT - ID')
        .replace(/0\.000\d+s/g, '0.0s'),
    ).toBe(
      '[INFO] 10.244.1.9:PORT - ID "A IN web.shop.svc.cluster.local. udp 44 false 512" NOERROR qr,aa,rd 86 0.0s\n' +
        '[INFO] 10.244.1.9:PORT - ID "A IN web.default.svc.cluster.local. udp 47 false 512" NXDOMAIN qr,aa,rd 140 0.0s\n',
    )
  })

  test('cache: what was is still so, until its time is up', () => {
    const { ask, client, clock } = running(block('cache 20', kubernetes))
    expect(ask('web.shop.svc.cluster.local')).toEqual(['7 A 10.96.0.80'])
    client.delete(services, 'web', 'shop')
    clock.advance(5000)
    expect(ask('web.shop.svc.cluster.local')).toEqual(['2 A 10.96.0.80'])
    clock.advance(2000)
    expect(ask('web.shop.svc.cluster.local')).toBe('NXDOMAIN SOA')
  })

  test('loop: who forwards to itself ends', () => {
    const bench = running(block('loop', 'forward . 172.18.0.1'))
    bench.clock.advance(2000)
    expect(bench.exit()).toBeUndefined()
  })

  test.each([
    ['hosts {\n  fallthru\n }', "plugin/hosts: /etc/coredns/Corefile:4 - Error during parsing: unknown property 'fallthru'"],
    ['forward .', "plugin/forward: /etc/coredns/Corefile:3 - Error during parsing: Wrong argument count or unexpected line ending after '.'"],
    ['forward . one.one', 'plugin/forward: not an IP address or file: "one.one"'],
    [
      'kubernetes cluster.local {\n  pods secure\n }',
      'plugin/kubernetes: /etc/coredns/Corefile:4 - Error during parsing: wrong value for pods: secure,  must be one of: disabled, verified, insecure',
    ],
    ['file db.example.org', 'plugin/file: real CoreDNS has this plugin; ktutor does not simulate it yet'],
  ])('what they cannot use ends the program: %j', (line, message) => {
    expect(() => running(block(line))).toThrow(message)
  })
})

describe('reload', () => {
  test('takes what has changed, after a while, and says so', () => {
    const { ask, said, files, clock } = running(kubeadm('cache 30'))
    expect(said()).toMatch(/^\.:53\n\[INFO\] plugin\/reload: Running configuration SHA512 = 591cf328\w+\nCoreDNS-1\.14\.1\nlinux\/amd64, go/)
    clock.advance(120_000)
    expect(said()).toBe('')
    files['/etc/coredns/Corefile'] = kubeadm('hosts {\n  10.0.0.7 printer.lan\n  fallthrough\n }')
    expect(ask('printer.lan')).toBe('NXDOMAIN')
    clock.advance(45_000)
    expect(ask('printer.lan')).toEqual(['3600 A 10.0.0.7'])
    expect(said()).toMatch(
      /^\[INFO\] Reloading\n\[INFO\] plugin\/health: Going into lameduck mode for 5s\n\[INFO\] plugin\/reload: Running configuration SHA512 = \w{128}\n\[INFO\] Reloading complete\n$/,
    )
  })

  test('keeps what worked where the new one does not', () => {
    const { ask, said, files, clock } = running(kubeadm('cache 30'))
    said()
    files['/etc/coredns/Corefile'] = kubeadm('forwrd . 1.1.1.1')
    clock.advance(40_000)
    expect(ask('web.shop.svc.cluster.local')).toEqual(['30 A 10.96.0.80'])
    const why = "/etc/coredns/Corefile:16 - Error during parsing: Unknown directive 'forwrd'"
    expect(said()).toBe(`[INFO] Reloading\n[ERROR] Restart failed: ${why}\n[ERROR] plugin/reload: Corefile changed but reload failed: ${why}\n`)
  })
})
