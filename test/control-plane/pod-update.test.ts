/** What may change in a pod that runs, and how the API server says what may not. */
import { describe, expect, it } from '@jest/globals'
import { deepCopy } from '../../src/api/object.ts'
import { fieldErrorText } from '../../src/api/status.ts'
import type { Pod } from '../../src/api/types.ts'
import { pod } from '../../src/control-plane/api-server/resources/pod.ts'
import { server } from './server.ts'

/** As stored in a real cluster: with the token volume that admission adds. */
function sleeper(): Pod {
  const object: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'ubuntu-sleeper-3', namespace: 'default' } as Pod['metadata'],
    spec: {
      serviceAccountName: 'default',
      nodeName: 'worker-1',
      containers: [
        {
          name: 'ubuntu',
          image: 'ubuntu',
          command: ['sleep', '1200'],
          volumeMounts: [{ name: 'kube-api-access-xg74c', readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' }],
        },
      ],
      volumes: [
        {
          name: 'kube-api-access-xg74c',
          projected: {
            sources: [
              { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
              { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
              { downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] } },
            ],
          },
        },
      ],
      tolerations: [{ key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }],
    },
  }
  pod.defaults?.(object)
  return object
}

function update(change: (pod: Pod) => void): string[] {
  const old = sleeper()
  const changed = deepCopy(old)
  change(changed)
  return (pod.validateUpdate?.(changed, old) ?? []).map(fieldErrorText)
}

const only =
  'spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)\n'

describe('a change', () => {
  it('of the image is fine', () => {
    expect(update(({ spec }) => (spec!.containers[0]!.image = 'ubuntu:24.04'))).toEqual([])
  })

  it('of the command is shown as a difference of the whole spec (recorded from a real cluster)', () => {
    expect(update(({ spec }) => (spec!.containers[0]!.command = ['sleep', '2000']))).toEqual([
      `${only}@@ -95,7 +95,7 @@
    "Image": "ubuntu",
    "Command": [
     "sleep",
-    "1200"
+    "2000"
    ],
    "Args": null,
    "WorkingDir": "",
`,
    ])
  })

  it('of the number of containers is refused first', () => {
    expect(update(({ spec }) => spec!.containers.push({ name: 'b', image: 'b:1' }))).toEqual([
      'spec.containers: Forbidden: pod updates may not add or remove containers',
    ])
  })

  it('of the deadline may only shorten it', () => {
    expect(update(({ spec }) => (spec!.activeDeadlineSeconds = 10))).toEqual([])
  })

  it('of tolerations may only add', () => {
    expect(update(({ spec }) => spec!.tolerations!.push({ key: 'a', operator: 'Exists' }))).toEqual([])
    expect(update(({ spec }) => (spec!.tolerations = []))).toEqual([
      'spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds',
    ])
  })
})

describe('ephemeral containers', () => {
  const path = '/api/v1/namespaces/default/pods'
  const merge = { 'content-type': 'application/strategic-merge-patch+json' }
  const debug = (image: string): object => ({ spec: { ephemeralContainers: [{ name: 'debugger', image, targetContainerName: 'c' }] } })

  it('can be added, with defaults, and stay as they are', () => {
    const { send } = server()
    send('POST', path, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec: { containers: [{ name: 'c', image: 'nginx' }] } })
    const added = send('PATCH', `${path}/web/ephemeralcontainers`, debug('busybox'), merge)
    expect(added.body.spec.ephemeralContainers).toEqual([
      {
        image: 'busybox',
        imagePullPolicy: 'Always',
        name: 'debugger',
        resources: {},
        targetContainerName: 'c',
        terminationMessagePath: '/dev/termination-log',
        terminationMessagePolicy: 'File',
      },
    ])
    expect(send('PATCH', `${path}/web/ephemeralcontainers`, debug('alpine'), merge).body.message).toBe(
      `Pod "web" is invalid: spec.ephemeralContainers: Forbidden: existing ephemeral containers "debugger" may not be changed
@@ -1,6 +1,6 @@
 {
  "Name": "debugger",
- "Image": "busybox",
+ "Image": "alpine",
  "Command": null,
  "Args": null,
  "WorkingDir": "",
`,
    )
  })

  it('have a target that is there', () => {
    const { send } = server()
    send('POST', path, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec: { containers: [{ name: 'b', image: 'nginx' }] } })
    expect(send('PATCH', `${path}/web/ephemeralcontainers`, debug('busybox'), merge).body.message).toBe(
      'Pod "web" is invalid: spec.ephemeralContainers[0].targetContainerName: Not found: "c"',
    )
  })
})
