/** Tokens of service accounts, from the request to the day they are worth nothing. */
import { describe, expect, it } from '@jest/globals'
import { controlPlane } from './control-plane.ts'

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const claimsOf = (token: string) => JSON.parse(atob((token.split('.')[1] as string).replaceAll('-', '+').replaceAll('_', '/')))

function cluster() {
  const base = controlPlane(1)
  base.send('POST', '/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'robot' } })
  const issue = (spec: object = {}, account = 'robot') => base.send('POST', `/api/v1/namespaces/default/serviceaccounts/${account}/token`, { spec })
  const token = (spec: object = {}): string => issue(spec).body.status.token
  /** Who the server takes the bearer for: a name, or the status code. */
  const whoIs = (text: string) => {
    const { status, body } = base.api.handle({
      method: 'POST',
      path: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
      headers: bearer(text),
      body: '{}',
    }) as any
    return status === 201 ? body.status.userInfo.username : status
  }
  const review = (text: string, audiences?: string[]) =>
    base.send('POST', '/apis/authentication.k8s.io/v1/tokenreviews', { spec: { token: text, ...(audiences ? { audiences } : {}) } }).body.status
  return { ...base, issue, token, whoIs, review }
}

const robot = 'system:serviceaccount:default:robot'

describe('a token', () => {
  it('speaks for its account until it ends', () => {
    const { token, whoIs, review, clock } = cluster()
    const text = token({ expirationSeconds: 600 })
    expect(whoIs(text)).toBe(robot)
    clock.advance(600_000 + 61_000)
    expect(whoIs(text)).toBe(401)
    expect(review(text)).toEqual({ user: {}, error: '[invalid bearer token, service account token has expired]' })
  })

  it('is for those it names', () => {
    const { token, whoIs, review } = cluster()
    const text = token({ audiences: ['vault'] })
    expect(whoIs(text)).toBe(401)
    expect(review(text, ['vault', 'other'])).toMatchObject({ authenticated: true, user: { username: robot }, audiences: ['vault'] })
    expect(review(text).error).toBe(
      '[invalid bearer token, token audiences ["vault"] is invalid for the target audiences ["https://kubernetes.default.svc.cluster.local"]]',
    )
    expect(review('nonsense')).toEqual({ user: {}, error: 'invalid bearer token' })
  })

  it('ends with its account, its pod, its secret and its node', () => {
    const { token, whoIs, review, send, client: _client } = cluster()
    send('POST', '/api/v1/namespaces/default/pods', {
      metadata: { name: 'p' },
      spec: { serviceAccountName: 'robot', containers: [{ name: 'c', image: 'nginx' }] },
    })
    send('POST', '/api/v1/namespaces/default/secrets', { metadata: { name: 's' } })
    const bound = (kind: string, name: string) => token({ boundObjectRef: { apiVersion: 'v1', kind, name } })
    const tokens = [bound('Pod', 'p'), bound('Secret', 's'), bound('Node', 'worker-1'), token()] as const
    expect(tokens.map(whoIs)).toEqual([robot, robot, robot, robot])
    send('DELETE', '/api/v1/namespaces/default/pods/p?gracePeriodSeconds=0')
    send('DELETE', '/api/v1/namespaces/default/secrets/s')
    send('DELETE', '/api/v1/nodes/worker-1')
    expect(tokens.map(whoIs)).toEqual([401, 401, 401, robot])
    expect(review(tokens[0]).error).toBe('[invalid bearer token, service account token has been invalidated]')
    send('DELETE', '/api/v1/namespaces/default/serviceaccounts/robot')
    expect(review(tokens[3]).error).toBe('[invalid bearer token, serviceaccounts "robot" not found]')
  })

  it('in a pod is good for a year, though it says an hour', () => {
    const { token, send } = cluster()
    send('POST', '/api/v1/namespaces/default/pods', {
      metadata: { name: 'p' },
      spec: { serviceAccountName: 'robot', containers: [{ name: 'c', image: 'nginx' }] },
    })
    const claims = claimsOf(token({ expirationSeconds: 3607, boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name: 'p' } }))
    expect([claims.exp - claims.iat, claims['kubernetes.io'].warnafter - claims.iat]).toEqual([31_536_000, 3607])
  })

  it('is refused where it makes no sense', () => {
    const { issue, send } = cluster()
    send('POST', '/api/v1/namespaces/default/pods', { metadata: { name: 'p' }, spec: { containers: [{ name: 'c', image: 'nginx' }] } })
    const message = (spec: object, account?: string) => issue(spec, account).body.message
    expect(message({ expirationSeconds: 300 })).toBe(
      'TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: 300: may not specify a duration less than 10 minutes',
    )
    expect(message({}, 'nobody')).toBe('serviceaccounts "nobody" not found')
    expect(message({ boundObjectRef: { apiVersion: 'v1', kind: 'ConfigMap', name: 'x' } })).toBe('cannot bind token to object of type /v1, Kind=ConfigMap')
    expect(message({ boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name: 'p' } })).toBe(
      'cannot bind token for serviceaccount "robot" to pod running with different serviceaccount name.',
    )
  })
})

describe('a secret with a token', () => {
  const secret = (name: string, account: string) => ({
    metadata: { name, annotations: { 'kubernetes.io/service-account.name': account } },
    type: 'kubernetes.io/service-account-token',
  })
  const path = '/api/v1/namespaces/default/secrets'

  it('is filled, and its token never ends', () => {
    const { send, clock, whoIs } = cluster()
    send('POST', path, secret('robot-token', 'robot'))
    clock.settle()
    const { data, metadata } = send('GET', `${path}/robot-token`).body
    expect(Object.keys(data).sort()).toEqual(['ca.crt', 'namespace', 'token'])
    expect(metadata.annotations['kubernetes.io/service-account.uid']).toMatch(/^[0-9a-f-]{36}$/)
    clock.advance(3_600_000)
    expect(whoIs(atob(data.token))).toBe(robot)
    expect(send('GET', `${path}/robot-token`).body.metadata.labels).toEqual({ 'kubernetes.io/legacy-token-last-used': '2026-11-22' })
    send('DELETE', `${path}/robot-token`)
    expect(whoIs(atob(data.token))).toBe(401)
  })

  it('goes with its account', () => {
    const { send, clock } = cluster()
    send('POST', path, secret('robot-token', 'robot'))
    send('POST', path, secret('nobody-token', 'nobody'))
    clock.settle()
    expect(send('GET', `${path}/nobody-token`).status).toBe(404)
    send('DELETE', '/api/v1/namespaces/default/serviceaccounts/robot')
    clock.settle()
    expect(send('GET', `${path}/robot-token`).status).toBe(404)
  })
})

it('a node joins with a bootstrap token', () => {
  const { send, whoIs, clock } = cluster()
  const stringData = {
    'token-id': 'abcdef',
    'token-secret': '0123456789abcdef',
    'usage-bootstrap-authentication': 'true',
    'auth-extra-groups': 'system:bootstrappers:kubeadm:default-node-token',
    expiration: new Date(clock.now() + 60_000).toISOString(),
  }
  send('POST', '/api/v1/namespaces/kube-system/secrets', { metadata: { name: 'bootstrap-token-abcdef' }, type: 'bootstrap.kubernetes.io/token', stringData })
  expect(whoIs('abcdef.0123456789abcdef')).toBe('system:bootstrap:abcdef')
  expect(whoIs('abcdef.0123456789abcdeX')).toBe(401)
  clock.advance(60_001)
  expect(whoIs('abcdef.0123456789abcdef')).toBe(401)
})

it('others can check the signatures', () => {
  const { send, token } = cluster()
  const configuration = JSON.parse(send('GET', '/.well-known/openid-configuration').body)
  expect(configuration).toMatchObject({ issuer: 'https://kubernetes.default.svc.cluster.local', jwks_uri: 'https://127.0.0.1:6443/openid/v1/jwks' })
  const [key] = JSON.parse(send('GET', '/openid/v1/jwks').body).keys
  expect(JSON.parse(atob(token().split('.')[0] as string))).toMatchObject({ kid: key.kid, alg: key.alg })
})
