import { describe, expect, test } from '@jest/globals'
import { isAdmitted } from '../../src/addons/ingress-nginx/htpasswd.ts'
import { locationFor, rewritten, serverFor, serversFor } from '../../src/addons/ingress-nginx/servers.ts'
import type { Ingress } from '../../src/api/types.ts'

const nginx = 'nginx.ingress.kubernetes.io/'
const logged: string[] = []
const cert = { names: ['shop.example'] }

/** `'/api Prefix api'` is a path, its type and its Service. */
const ingress = (name: string, host: string | undefined, paths: readonly string[], annotations: Record<string, string> = {}, more: object = {}): Ingress =>
  ({
    metadata: { name, namespace: 'default', annotations: Object.fromEntries(Object.entries(annotations).map(([key, value]) => [nginx + key, value])) },
    spec: {
      rules: [
        {
          ...(host === undefined ? {} : { host }),
          http: {
            paths: paths.map((text) => {
              const [path, pathType, service] = text.split(' ')
              return { path, pathType, backend: { service: { name: service, port: { number: 80 } } } }
            }),
          },
        },
      ],
      ...more,
    },
  }) as unknown as Ingress

const serve = (...ingresses: Ingress[]) =>
  serversFor(ingresses, {
    certificate: (_, secret) => (secret === 'good' ? cert : undefined),
    fakeCertificate: { names: ['ingress.local'] },
    log: (severity, _, text) => logged.push(`${severity} ${text}`),
  })

/** Which Service a path leads to, and what it is asked for. */
function ask(servers: ReturnType<typeof serve>, url: string): string {
  const [host = '', ...parts] = url.split('/')
  const path = `/${parts.join('/')}`
  const server = serverFor(servers, host)
  const found = server && locationFor(server, path)
  if (!found) return '404'
  return 'redirect' in found ? `to ${found.redirect}` : `${found.location.backend.service} ${rewritten(found.location, path)}`
}

test('hosts: the exact one, one label for a wildcard, then what is for all', () => {
  const servers = serve(ingress('a', 'a.example', ['/ Prefix exact']), ingress('b', '*.example', ['/ Prefix wild']), ingress('c', undefined, ['/ Prefix all']))
  expect(['a.example/', 'b.example/', 'x.b.example/', 'example/'].map((url) => ask(servers, url))).toEqual(['exact /', 'wild /', 'all /', 'all /'])
})

describe('paths', () => {
  const servers = serve(
    ingress('a', 'a.example', [
      '/ Prefix root',
      '/api Prefix api',
      '/api/v1 Prefix v1',
      '/api Exact top',
      '/dir/ Prefix dir',
      '/raw ImplementationSpecific raw',
    ]),
  )
  test.each([
    ['/', 'root'],
    ['/api', 'top'],
    ['/api/', 'api'],
    ['/api/v1', 'v1'],
    ['/api/v1/x', 'v1'],
    ['/api/v10', 'api'],
    ['/apiary', 'root'],
    ['/dir/x', 'dir'],
    ['/rawhide', 'raw'],
  ])('%s leads to %s', (path, service) => expect(ask(servers, `a.example${path}`)).toBe(`${service} ${path}`))

  test('a prefix that ends in a slash has nginx send those to it who come without', () => expect(ask(servers, 'a.example/dir')).toBe('to /dir/'))

  test('no root, no page', () => expect(ask(serve(ingress('a', 'a.example', ['/api Prefix api'])), 'a.example/')).toBe('404'))

  test('of two Ingresses that claim a path the older one has it', () => {
    expect(ask(serve(ingress('old', 'a.example', ['/ Prefix first']), ingress('new', 'a.example', ['/ Prefix second'])), 'a.example/')).toBe('first /')
  })

  test('a resource as a backend is for other controllers', () => {
    const odd = ingress('odd', 'a.example', [])
    odd.spec.rules?.[0]?.http?.paths.push({ path: '/', pathType: 'Prefix', backend: { resource: { kind: 'Bucket', name: 'b' } } })
    expect(ask(serve(odd), 'a.example/')).toBe('404')
  })
})

describe('patterns', () => {
  test('the longest that fits, from the beginning, whatever the case', () => {
    const servers = serve(ingress('a', 'a.example', ['/v[0-9]+/.* ImplementationSpecific versioned', '/ Prefix root'], { 'use-regex': 'true' }))
    expect(ask(servers, 'a.example/V12/x')).toBe('versioned /V12/x')
    expect(ask(servers, 'a.example/x/v1/')).toBe('root /x/v1/')
  })

  test('a rewrite target replaces the path, with what the groups caught', () => {
    const servers = serve(ingress('a', 'a.example', ['/shop(/|$)(.*) ImplementationSpecific shop'], { 'rewrite-target': '/$2' }))
    expect(ask(servers, 'a.example/shop/cart/1')).toBe('shop /cart/1')
    expect(ask(servers, 'a.example/shop')).toBe('shop /')
    expect(ask(servers, 'a.example/shopping')).toBe('404')
    expect(ask(serve(ingress('a', 'a.example', ['/old Prefix shop'], { 'rewrite-target': '/new' })), 'a.example/old/x')).toBe('shop /new')
  })

  test('one Ingress with patterns makes them of all paths of its host', () => {
    const servers = serve(
      ingress('a', 'a.example', ['/x Prefix plain']),
      ingress('b', 'a.example', ['/y(.*) ImplementationSpecific rewritten'], { 'rewrite-target': '$1' }),
    )
    expect(ask(servers, 'a.example/xylophone')).toBe('plain /xylophone')
  })

  test('what is no pattern fits nothing', () => {
    expect(ask(serve(ingress('a', 'a.example', ['/( ImplementationSpecific broken'], { 'use-regex': 'true' })), 'a.example/(')).toBe('404')
  })
})

test('a default backend has what no rule names', () => {
  const rest = { defaultBackend: { service: { name: 'rest', port: { number: 80 } } } }
  const servers = serve(ingress('a', 'a.example', ['/api Prefix api'], {}, rest), {
    metadata: { name: 'all', namespace: 'default' },
    spec: rest,
  } as unknown as Ingress)
  expect(['a.example/api', 'a.example/x', 'b.example/x'].map((url) => ask(servers, url))).toEqual(['api /api', 'rest /x', 'rest /x'])
})

test('a host has the certificate of the secret that is named for it, or that is for it; else the fake one', () => {
  logged.length = 0
  const tls = (secretName: string, ...hosts: string[]) => ({ tls: [{ hosts, ...(secretName && { secretName }) }] })
  const named = (host: string, more: object) => serverFor(serve(ingress('a', host, ['/ Prefix a'], {}, more)), host)?.tls?.names
  expect(named('a.example', tls('good', 'a.example'))).toEqual(['shop.example'])
  expect(named('shop.example', tls('good', 'b.example'))).toEqual(['shop.example'])
  expect(named('a.example', tls('', 'a.example'))).toEqual(['ingress.local'])
  expect(named('a.example', tls('good', 'b.example'))).toEqual(['ingress.local'])
  expect(named('a.example', {})).toBeUndefined()
  expect(logged).toEqual([])
  expect(named('a.example', tls('gone', 'a.example'))).toEqual(['ingress.local'])
  expect(logged).toEqual(['W Error getting SSL certificate "default/gone": local SSL certificate default/gone was not found. Using default certificate'])
})

test('canaries take a share of the path that they name, and have none of their own', () => {
  logged.length = 0
  const canary = { canary: 'true', 'canary-weight': '20' }
  const next = (host: string, path: string) => ingress('next', host, [`${path} Prefix next`], canary)
  const servers = serve(ingress('a', 'a.example', ['/ Prefix main']), next('a.example', '/'), next('a.example', '/x'), next('c.example', '/'))
  const found = locationFor(serverFor(servers, 'a.example') as NonNullable<ReturnType<typeof serverFor>>, '/')
  expect(found && 'location' in found && found.location.canaries.map(({ backend, canary: { weight } }) => `${backend.service} ${weight}%`)).toEqual([
    'next 20%',
  ])
  expect(ask(servers, 'c.example/')).toBe('404')
  expect(logged).toEqual([
    'W unable to find real backend for alternative backend default-next-80. Deleting.',
    'E cannot merge alternative backend default-next-80 into hostname c.example that does not exist',
  ])
})

test('passwords as htpasswd and openssl passwd -apr1 write them', () => {
  const file = 'joe:{PLAIN}hello\njane:$apr1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/\nbcrypt:$2y$05$abc\n'
  expect(isAdmitted(file, 'jane', 'secret')).toBe(true)
  expect(isAdmitted(file, 'jane', 'Secret')).toBe(false)
  expect(isAdmitted(file, 'joe', 'hello')).toBe(true)
  expect(isAdmitted(file, 'bcrypt', 'abc')).toBe(false)
  expect(isAdmitted(file, 'nobody', '')).toBe(false)
})
