/** From a request with a key of one's own to a certificate that proves who one is, until it ends. */
import { describe, expect, test } from '@jest/globals'
import { certificateSigningRequests } from '../../src/api/kinds.ts'
import { firstCertificate } from '../../src/api/x509/certificate.ts'
import { Client } from '../../src/client/client.ts'
import { controlPlane } from './control-plane.ts'
import { start } from './server.ts'

/** openssl req -new -key k -subj "/O=dev/CN=jane" with an Ed25519 key. */
const jane = `-----BEGIN CERTIFICATE REQUEST-----
MIGcMFACAQAwHTEMMAoGA1UECgwDZGV2MQ0wCwYDVQQDDARqYW5lMCowBQYDK2Vw
AyEA+J1NCPLNz3wtOn01P0l4bIuG0neeaDN2wRos1djozBugADAFBgMrZXADQQCC
e5XZgd4NhUgLXHdvj/CICwIiwdBaPGeqaXTGlOfKHMZ0O3SqM1xFuCKtJmtZ7aUW
V87uTFJOjZUMwqyOTi0L
-----END CERTIFICATE REQUEST-----
`
/** The same for /O=system:masters/CN=jane, and for /O=system:nodes/CN=system:node:worker-1. */
const masters = `-----BEGIN CERTIFICATE REQUEST-----
MIGnMFsCAQAwKDEXMBUGA1UECgwOc3lzdGVtOm1hc3RlcnMxDTALBgNVBAMMBGph
bmUwKjAFBgMrZXADIQD4nU0I8s3PfC06fTU/SXhsi4bSd55oM3bBGizV2OjMG6AA
MAUGAytlcANBAPHkz1g8Sd32r4Ql91+gFKp1gEXTSAjWLQvxrROBnjasRwL9o3HZ
QDgdGyOGNhePkb0TQ4Cx1CRaSMYQ7thdogI=
-----END CERTIFICATE REQUEST-----
`
const kubelet = `-----BEGIN CERTIFICATE REQUEST-----
MIG1MGkCAQAwNjEVMBMGA1UECgwMc3lzdGVtOm5vZGVzMR0wGwYDVQQDDBRzeXN0
ZW06bm9kZTp3b3JrZXItMTAqMAUGAytlcAMhAPidTQjyzc98LTp9NT9JeGyLhtJ3
nmgzdsEaLNXY6MwboAAwBQYDK2VwA0EAV69UZknKtvxpj1r/RjCYR4tF0QRIyDVs
gt3wqtd+rcbIm521rTtstyBzZCAoEUHjzdM+jSrP26Lv6EnC07iQDQ==
-----END CERTIFICATE REQUEST-----
`

const client = 'kubernetes.io/kube-apiserver-client'
const spec = (pem: string, more: object = {}) => ({ request: btoa(pem), signerName: client, usages: ['client auth'], ...more })

function cluster() {
  const base = controlPlane(0)
  const get = (name = 'jane') => base.client.get(certificateSigningRequests, name)
  const create = (asked: object = spec(jane), name = 'jane') => base.client.create(certificateSigningRequests, { metadata: { name }, spec: asked as never })
  const decide = (type: string, by: Client = base.client) => {
    const request = get()
    const condition = { type, status: 'True', reason: `Kubectl${type}`, message: 'by hand' }
    by.update(certificateSigningRequests, { ...request, status: { conditions: [...(request.status?.conditions ?? []), condition] } }, 'approval')
    base.clock.settle()
  }
  const column = () =>
    base
      .send('GET', '/apis/certificates.k8s.io/v1/certificatesigningrequests', undefined, { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' })
      .body.rows.map((row: { cells: string[] }) => row.cells.join(' '))
  return { ...base, get, create, decide, column }
}

describe('the way to a certificate', () => {
  test('asked, approved, issued', () => {
    const { create, decide, get, column, clock, pki } = cluster()
    expect(create().spec).toEqual({ ...spec(jane), username: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] })
    clock.settle()
    expect(column()).toEqual(['jane 0s kubernetes.io/kube-apiserver-client kubernetes-admin <none> Pending'])
    decide('Approved')
    expect(column()).toEqual(['jane 0s kubernetes.io/kube-apiserver-client kubernetes-admin <none> Approved,Issued'])
    const { conditions, certificate = '' } = get().status ?? {}
    const time = '2026-11-22T12:00:00Z'
    expect(conditions).toEqual([
      { type: 'Approved', status: 'True', reason: 'KubectlApproved', message: 'by hand', lastUpdateTime: time, lastTransitionTime: time },
    ])
    expect(pki.readClientCertificate(atob(certificate))).toMatchObject({
      commonName: 'jane',
      organizations: ['dev'],
      notBefore: start - 300_000,
      notAfter: start + 365 * 86_400_000 - 300_000,
    })
  })

  test('a short one, and what it proves until it ends', () => {
    const { create, decide, get, clock, pki, api } = cluster()
    create(spec(jane, { expirationSeconds: 600 }))
    decide('Approved')
    const peer = pki.readClientCertificate(atob(get().status?.certificate ?? ''))
    const whoAmI = () =>
      api.handle({
        method: 'POST',
        path: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
        ...(peer ? { peer } : {}),
        body: { kind: 'SelfSubjectReview', apiVersion: 'authentication.k8s.io/v1' },
      }).body as { status: { userInfo?: { username: string; groups: string[] } }; message?: string }
    expect(whoAmI().status.userInfo).toMatchObject({ username: 'jane', groups: ['dev', 'system:authenticated'] })
    clock.advance(599_000)
    expect(whoAmI().status.userInfo?.username).toBe('jane')
    clock.advance(1_000)
    expect(whoAmI().message).toBe('Unauthorized')
  })

  test('denied', () => {
    const { create, decide, get, column } = cluster()
    create()
    decide('Denied')
    expect([column(), get().status?.certificate]).toEqual([['jane 0s kubernetes.io/kube-apiserver-client kubernetes-admin <none> Denied'], undefined])
    expect(() => decide('Approved')).toThrow(
      'CertificateSigningRequest.certificates.k8s.io "jane" is invalid: status.conditions[1].type: Invalid value: "Approved": Approved and Denied conditions are mutually exclusive',
    )
  })

  test('approved, but not what this signer signs', () => {
    const { create, decide, get, column } = cluster()
    create(spec(jane, { usages: ['server auth'] }))
    decide('Approved')
    expect(column()).toEqual(['jane 0s kubernetes.io/kube-apiserver-client kubernetes-admin <none> Approved,Failed'])
    expect(get().status?.conditions?.[1]).toMatchObject({
      type: 'Failed',
      reason: 'SignerValidationFailure',
      message: 'invalid usage for client certificate: server auth',
    })
  })

  test("a kubelet's request is approved by the cluster itself", () => {
    const { api, clock, get } = cluster()
    const node = new Client(api.handle, { username: 'system:node:worker-1', groups: ['system:nodes', 'system:authenticated'] }, 'kubelet')
    const asked = spec(kubelet, { signerName: 'kubernetes.io/kube-apiserver-client-kubelet', usages: ['digital signature', 'client auth'] })
    node.create(certificateSigningRequests, { metadata: { name: 'csr-1' }, spec: asked as never })
    clock.settle()
    expect(get('csr-1').status?.conditions?.[0]).toMatchObject({
      type: 'Approved',
      reason: 'AutoApproved',
      message: 'Auto approving self kubelet client certificate after SubjectAccessReview.',
    })
    expect(firstCertificate(atob(get('csr-1').status?.certificate ?? ''))?.subject.commonName).toBe('system:node:worker-1')
  })

  test('other signers are other programs', () => {
    const { create, decide, get } = cluster()
    create(spec(jane, { signerName: 'example.com/mine' }))
    decide('Approved')
    expect(get().status?.certificate).toBeUndefined()
  })
})

describe('refused', () => {
  test('to become an administrator this way', () => {
    const { create } = cluster()
    expect(() => create(spec(masters))).toThrow(
      'certificatesigningrequests.certificates.k8s.io "jane" is forbidden: use of kubernetes.io/kube-apiserver-client signer with system:masters group is not allowed',
    )
  })

  test('to approve without being allowed to for that signer', () => {
    const { create, decide, api, client: admin } = cluster()
    create()
    const rules = [{ apiGroups: ['certificates.k8s.io'], resources: ['certificatesigningrequests', 'certificatesigningrequests/approval'], verbs: ['*'] }]
    admin.request({ method: 'POST', path: '/apis/rbac.authorization.k8s.io/v1/clusterroles', body: { metadata: { name: 'half' }, rules } })
    const binding = {
      metadata: { name: 'half' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'half' },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'bob' }],
    }
    admin.request({ method: 'POST', path: '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', body: binding })
    expect(() => decide('Approved', new Client(api.handle, { username: 'bob', groups: ['system:authenticated'] }, 'test'))).toThrow(
      'certificatesigningrequests.certificates.k8s.io "jane" is forbidden: user not permitted to approve requests with signerName "kubernetes.io/kube-apiserver-client"',
    )
  })

  test('what is no good request', () => {
    const { send } = cluster()
    const refusal = (more: object) =>
      send('POST', '/apis/certificates.k8s.io/v1/certificatesigningrequests', {
        metadata: { name: 'x' },
        spec: { ...spec(jane), ...more },
      }).body.message.replace('CertificateSigningRequest.certificates.k8s.io "x" is invalid: ', '')
    expect([
      refusal({ request: btoa('no') }),
      refusal({ request: '-----BEGIN' }),
      refusal({ usages: [] }),
      refusal({ usages: ['client auth', 'client auth'] }),
      refusal({ expirationSeconds: 60 }),
      refusal({ signerName: 'mine' }),
      refusal({ signerName: 'kubernetes.io/legacy-unknown' }),
    ]).toEqual([
      'spec.request: Invalid value: "bm8=": PEM block type must be CERTIFICATE REQUEST',
      'CertificateSigningRequest in version "v1" cannot be handled as a CertificateSigningRequest: illegal base64 data at input byte 0',
      'spec.usages: Required value',
      'spec.usages[1]: Duplicate value: "client auth"',
      'spec.expirationSeconds: Invalid value: 60: may not specify a duration less than 600 seconds (10 minutes)',
      'spec.signerName: Invalid value: "mine": must be a fully qualified domain and path of the form \'example.com/signer-name\'',
      'spec.signerName: Invalid value: "kubernetes.io/legacy-unknown": the legacy signerName is not allowed via this API version',
    ])
  })
})

test('requests are cleaned up: decided ones after an hour, others after a day', () => {
  const { create, decide, clock, client: admin } = cluster()
  const names = () => admin.list(certificateSigningRequests).items.map(({ metadata }) => metadata.name)
  create()
  decide('Approved')
  create(spec(jane), 'forgotten')
  clock.advance(2 * 3_600_000)
  expect(names()).toEqual(['forgotten'])
  clock.advance(24 * 3_600_000)
  expect(names()).toEqual([])
})
